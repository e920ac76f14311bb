using System.Runtime.InteropServices;

namespace Transfer.Tests.Models.Native;

public sealed class UserFolderTests
{
    [Fact]
    public void The_variable_wins_on_every_platform()
    {
        var chosen = Path.GetFullPath("chosen");
        foreach (var platform in new[] { OSPlatform.Linux, OSPlatform.OSX, OSPlatform.Windows })
        {
            var found = Find(platform, "home", ("TRANSFER_HOME", "chosen"), ("XDG_CACHE_HOME", "/other"), ("LOCALAPPDATA", "other"));
            Assert.Equal(chosen, found);
        }
    }

    [Fact]
    public void Each_platform_has_its_own_cache_folder()
    {
        Assert.Equal(Path.Combine("home", ".cache", "transfer"), Find(OSPlatform.Linux, "home"));
        Assert.Equal(Path.Combine("home", "Library", "Caches", "transfer"), Find(OSPlatform.OSX, "home"));
        Assert.Equal(Path.Combine("local", "transfer"), Find(OSPlatform.Windows, "home", ("LOCALAPPDATA", "local")));
    }

    [Fact]
    public void A_relative_cache_folder_of_the_desktop_is_ignored()
    {
        Assert.Equal(Path.Combine("/cache", "transfer"), Find(OSPlatform.Linux, "home", ("XDG_CACHE_HOME", "/cache")));
        Assert.Equal(Path.Combine("home", ".cache", "transfer"), Find(OSPlatform.Linux, "home", ("XDG_CACHE_HOME", "cache")));
    }

    [Fact]
    public void Without_a_home_the_message_names_the_variable_to_set()
    {
        var fault = Assert.Throws<DirectoryNotFoundException>(() => Find(OSPlatform.Linux, ""));

        Assert.Equal(
            "The user has no home folder for the cache. Set the environment variable TRANSFER_HOME to a folder that can be written to.",
            fault.Message);
    }

    private static string Find(OSPlatform platform, string home, params (string Name, string Value)[] variables) =>
        UserFolder.Find(name => variables.FirstOrDefault(variable => variable.Name == name).Value, platform, home);
}
