using System.IO.Compression;
using System.Security.Cryptography;
using Transfer.Tests.Support;
using static Transfer.Tests.Models.FaultyServer;

namespace Transfer.Tests.Models;

public sealed class BackboneDownloadTests : IDisposable
{
    private static readonly byte[] Network = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 >> 3))];

    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.File("models/net.onnx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_in_place_once_all_bytes_are_there()
    {
        using var server = new FaultyServer(Sends($"200 OK\r\nContent-Length: {Network.Length}", Network));
        var told = new List<(long Done, long Expected)>();
        Assert.Equal(Target, Download(server.Address, new SynchronousProgress(told)));
        Assert.Equal(Network, File.ReadAllBytes(Target));
        Assert.Equal((Network.Length, Network.Length), told[^1]);
        Assert.False(File.Exists(Target + ".part"));
    }

    [Fact]
    public void A_connection_that_is_cut_is_gone_on_with_where_it_ended()
    {
        using var server = new FaultyServer(
            Sends($"200 OK\r\nContent-Length: {Network.Length}", Network[..100_000]),
            Sends($"206 Partial Content\r\nContent-Range: bytes 100000-{Network.Length - 1}/{Network.Length}\r\n"
                + $"Content-Length: {Network.Length - 100_000}", Network[100_000..]));
        Download(server.Address);
        Assert.Equal(Network, File.ReadAllBytes(Target));
        Assert.Contains("Range: bytes=100000-", server.Requests[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_later_download_goes_on_with_what_an_earlier_one_left()
    {
        Directory.CreateDirectory(_folder.File("models"));
        File.WriteAllBytes(Target + ".part", Network[..50_000]);
        using var server = new FaultyServer(Sends(
            $"206 Partial Content\r\nContent-Range: bytes 50000-{Network.Length - 1}/{Network.Length}", Network[50_000..]));
        Download(server.Address);
        Assert.Equal(Network, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Bytes_of_another_file_that_were_left_are_thrown_away()
    {
        Directory.CreateDirectory(_folder.File("models"));
        File.WriteAllBytes(Target + ".part", new byte[50_000]);
        using var server = new FaultyServer(
            Sends($"206 Partial Content\r\nContent-Range: bytes 50000-{Network.Length - 1}/{Network.Length}", Network[50_000..]),
            Sends($"200 OK\r\nContent-Length: {Network.Length}", Network));
        Download(server.Address);
        Assert.Equal(Network, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_server_that_ignores_ranges_sends_the_file_from_its_start()
    {
        using var server = new FaultyServer(
            Sends($"200 OK\r\nContent-Length: {Network.Length}", Network[..100_000]),
            Sends($"200 OK\r\nContent-Length: {Network.Length}", Network));
        Download(server.Address);
        Assert.Equal(Network, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_server_that_stalls_is_asked_again()
    {
        using var server = new FaultyServer(
            Sends($"200 OK\r\nContent-Length: {Network.Length}", Network[..100_000], TimeSpan.FromSeconds(2)),
            Sends($"206 Partial Content\r\nContent-Range: bytes 100000-{Network.Length - 1}/{Network.Length}", Network[100_000..]));
        Download(server.Address, patience: TimeSpan.FromSeconds(0.2));
        Assert.Equal(Network, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_redirect_is_followed()
    {
        using var server = new FaultyServer(
            Sends("302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0", []),
            Sends($"200 OK\r\nContent-Length: {Network.Length}", Network));
        Download(server.Address);
        Assert.StartsWith("GET /elsewhere ", server.Requests[1], StringComparison.Ordinal);
        Assert.Equal(Network, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Wrong_bytes_leave_a_good_file_alone()
    {
        Directory.CreateDirectory(_folder.File("models"));
        File.WriteAllBytes(Target, Network);
        using var server = new FaultyServer(Sends($"200 OK\r\nContent-Length: {Network.Length}", new byte[Network.Length]));
        var hash = Convert.ToHexStringLower(SHA256.HashData(new byte[Network.Length]));
        Assert.Contains(
            $"this is not the file that was expected: its SHA-256 is {hash}, expected {Record().Sha256}.", Fault(server),
            StringComparison.Ordinal);
        Assert.Equal(Network, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Too_many_bytes_are_refused()
    {
        using var server = new FaultyServer(Sends("200 OK", [.. Network, 1]));
        Assert.Contains("more than the expected 300,000 bytes came.", Fault(server), StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_with_what_to_do()
    {
        using var server = new FaultyServer(Sends("404 Not Found\r\nContent-Length: 0", []));
        Assert.Equal(
            $"The backbone 'net' could not be downloaded. {server.Address}/net.onnx: the server answered 404 Not Found. Check the "
            + $"connection, or download it elsewhere and put it at {Target} (SHA-256 {Record().Sha256}).",
            Fault(server));
    }

    [Fact]
    public void Without_a_network_the_address_and_the_place_are_named()
    {
        var fault = Assert.Throws<IOException>(() => Download("http://127.0.0.1:9")).Message;
        Assert.StartsWith(
            "The backbone 'net' could not be downloaded. http://127.0.0.1:9/net.onnx: Connection refused.", fault,
            StringComparison.Ordinal);
        Assert.EndsWith($"put it at {Target} (SHA-256 {Record().Sha256}).", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mirror_may_be_a_folder()
    {
        File.WriteAllBytes(_folder.File("net.onnx"), Network);
        Download("file://" + _folder.Path);
        Assert.Equal(Network, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_network_within_an_archive_is_taken_out()
    {
        using (var archive = ZipFile.Open(_folder.File("net.zip"), ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("models/net.onnx").Open();
            entry.Write(Network);
        }

        var record = Record() with { Path = "net.zip", ArchiveEntry = "models/net.onnx" };
        new BackboneDownload(record, _folder.File("models"), "file://" + _folder.Path).Run(CancellationToken.None);
        Assert.Equal(Network, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Target + ".part"));
    }

    private static BackboneRecord Record() => new()
    {
        Name = "net",
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Network)),
        ImageSize = 224,
        Bytes = Network.Length,
    };

    private string Fault(FaultyServer server) => Assert.Throws<IOException>(() => Download(server.Address)).Message;

    private string Download(string mirror, IProgress<(long, long)>? progress = null, TimeSpan? patience = null) =>
        new BackboneDownload(Record(), _folder.File("models"), mirror)
        {
            Progress = progress,
            Patience = patience ?? TimeSpan.FromSeconds(30),
        }.Run(CancellationToken.None);

    private sealed class SynchronousProgress(List<(long, long)> told) : IProgress<(long, long)>
    {
        public void Report((long, long) value) => told.Add(value);
    }
}
