using System.Security.Cryptography;
using HoopConnect.Databases.SqlServer.Server.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

/// <summary>The packets of a handshake. .NET for Windows sends the alert that refuses a certificate by the synchronous call.</summary>
public class TdsTlsStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(4088)]
    [InlineData(4089)]
    [InlineData(10_000)]
    public async Task What_is_written_synchronously_goes_as_what_is_not(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        using var asynchronous = new MemoryStream();
        await using (var stream = new TdsTlsStream(asynchronous))
            await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

        using var ofSpan = new MemoryStream();
        using (var stream = new TdsTlsStream(ofSpan))
            stream.Write(bytes);
        using var ofArray = new MemoryStream();
        using (var stream = new TdsTlsStream(ofArray))
            stream.Write([0xFF, .. bytes, 0xFF], 1, length);

        Assert.Equal(asynchronous.ToArray(), ofSpan.ToArray());
        Assert.Equal(asynchronous.ToArray(), ofArray.ToArray());
        Assert.Equal(bytes, Unwrapped(ofSpan.ToArray()));
    }

    private static byte[] Unwrapped(byte[] packets)
    {
        var data = new List<byte>();
        for (var rest = packets.AsSpan(); !rest.IsEmpty;)
        {
            var length = (rest[2] << 8) | rest[3];
            Assert.Equal(TdsPacket.PreLogin, rest[0]);
            Assert.InRange(length, TdsPacket.HeaderLength + 1, 4096);
            data.AddRange(rest[TdsPacket.HeaderLength..length]);
            rest = rest[length..];
        }

        return [.. data];
    }
}
