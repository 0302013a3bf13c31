"""The platforms that people enroll, under the names that Intune's enrollment restrictions use."""

from enum import Enum


class Platform(Enum):
    """A platform as enrollment restrictions name it (Microsoft Graph beta,
    enrollmentRestrictionPlatformType).

    `android` is Android device administrator, `androidForWork` is Android Enterprise with a work profile:
    enrollment tells them apart, conditional access does not.
    """

    WINDOWS = "windows"
    MAC = "mac"
    IOS = "ios"
    ANDROID = "android"
    ANDROID_FOR_WORK = "androidForWork"

    @property
    def in_conditional_access(self) -> str:
        """The name in a policy's conditions (Microsoft Graph v1.0, conditionalAccessDevicePlatform)."""
        return _IN_CONDITIONAL_ACCESS[self]

    @property
    def title(self) -> str:
        """The name that people read."""
        return _TITLES[self]


_IN_CONDITIONAL_ACCESS = {
    Platform.WINDOWS: "windows",
    Platform.MAC: "macOS",
    Platform.IOS: "iOS",
    Platform.ANDROID: "android",
    Platform.ANDROID_FOR_WORK: "android",
}
_TITLES = {
    Platform.WINDOWS: "Windows",
    Platform.MAC: "macOS",
    Platform.IOS: "iOS",
    Platform.ANDROID: "Android",
    Platform.ANDROID_FOR_WORK: "Android Enterprise",
}
