using System.Diagnostics;
using System.Net.Sockets;

namespace Transfer.Tests.Support;

/// <summary>What can be opened like a file and is none.</summary>
internal static class SpecialFiles
{
    /// <summary>Makes a pipe, a socket and a device (a link to one), named like images.</summary>
    /// <returns>Their paths, in ordinal order.</returns>
    public static string[] Plant(TemporaryFolder folder, string within)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        var (device, pipe) = (folder.File(within, "device.jpg"), folder.File(within, "pipe.jpg"));
        File.CreateSymbolicLink(device, "/dev/zero");
        using var process = Process.Start("mkfifo", [pipe]);
        process.WaitForExit();
        // A path of a socket has at most 108 characters.
        var path = folder.File(within, "socket.jpg");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path + "-"));
        File.Move(path + "-", path);
        return [device, pipe, path];
    }
}
