@echo off
rem Windows starts this file; the script beside it finds the project's own python.
setlocal
if defined PULUMI_PYTHON_CMD (
  "%PULUMI_PYTHON_CMD%" "%~dp0pulumi-resource-intune" %*
) else if exist "%~dp0..\.venv\Scripts\python.exe" (
  "%~dp0..\.venv\Scripts\python.exe" "%~dp0pulumi-resource-intune" %*
) else (
  py -3 "%~dp0pulumi-resource-intune" %*
)
exit /b %ERRORLEVEL%
