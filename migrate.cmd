@echo off
setlocal
where /q py
if %errorlevel% equ 0 (py -3 "%~dp0migrate" %*) else (python "%~dp0migrate" %*)
exit /b %errorlevel%
