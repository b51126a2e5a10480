using System.Text;

namespace HoopConnect.Tests.Databases.MySql.Server.Wire;

/// <summary>Packets a server sends: first packets as recorded on real servers, and small ones made here.</summary>
internal static class ServerPackets
{
    /// <summary>
    /// First packets with their headers, as they came from MySQL 5.7.42, 8.0.46, 8.4.13, 9.7.4 and MariaDB 10.6.23, 10.11.19, 11.8.9.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, byte[]> Recorded = new Dictionary<string, byte[]>
    {
        ["5.7.42"] = Convert.FromHexString(
            "5f0000000a352e372e34322d307562756e7475302e31382e30342e312d6c6f6700050000006d65645f4d307c7c00ffff0802" +
                "00ffc11500000000000000000000014108270c27720e29361f7b006d7973716c5f6e61746976655f70617373776f726400"),
        ["8.0.46"] = Convert.FromHexString(
            "5b0000000a382e302e34362d307562756e7475302e32342e30342e35000a0000006e3725583d50086e00ffffff0200ffdf15" +
                "000000000000000000003d1c760e1a6d7251781c391b0063616368696e675f736861325f70617373776f726400"),
        ["8.4.13"] = Convert.FromHexString(
            "5b0000000a382e342e31332d307562756e7475302e32362e30342e32000b000000583e0a10061a302800ffffff0200ffdf15" +
                "0000000000000000000053606d7b560619283f0169750063616368696e675f736861325f70617373776f726400"),
        ["9.7.4"] = Convert.FromHexString(
            "4b0000000a392e372e342d32000b000000597333564a62174100ffffff0200ffdf15000000000000000000004a455d5c6275" +
                "4c773b0631580063616368696e675f736861325f70617373776f726400"),
        ["10.6.23"] = Convert.FromHexString(
            "6a0000000a352e352e352d31302e362e32332d4d6172696144422d307562756e7475302e32322e30342e3100060000007159" +
                "4a4761372d7900feff080200ff81150000000000001d0000003d6150507d46272f55407d77006d7973716c5f6e61746976655f70617373776f726400"),
        ["10.11.19"] = Convert.FromHexString(
            "680000000a352e352e352d31302e31312e31392d4d6172696144422d302b646562313275312d6c6f67000300000039302771" +
                "286c6b5200feff080200ff81150000000000001d0000003b6d36637233443f4c434823006d7973716c5f6e61746976655f70617373776f726400"),
        ["11.8.9"] = Convert.FromHexString(
            "640000000a31312e382e392d4d6172696144422d342066726f6d2044656269616e2d6c6f670005000000533e78646d742248" +
                "00feff2d0200ff81150000000000003d00000026247e713c755c493c317d45006d7973716c5f6e61746976655f70617373776f726400"),
    };

    public static byte[] Ok(ushort status = 2) => [0, 0, 0, (byte)status, (byte)(status >> 8), 0, 0];

    public static byte[] Error(int code, string state, string message) =>
        [0xFF, (byte)code, (byte)(code >> 8), .. state.Length == 0 ? [] : Encoding.ASCII.GetBytes("#" + state),
            .. Encoding.UTF8.GetBytes(message)];

    public static byte[] Switch(string plugin, string nonce = "01234567890123456789") =>
        [0xFE, .. Encoding.ASCII.GetBytes(plugin), 0, .. Encoding.ASCII.GetBytes(nonce), 0];

    /// <summary>caching_sha2_password wants the whole password.</summary>
    public static byte[] FullAuthentication => [1, 4];

    /// <summary>The end of the columns or of the rows.</summary>
    public static byte[] End(ushort status = 2) => [0xFE, 0, 0, (byte)status, (byte)(status >> 8)];

    public static byte[] Column(string name = "c", byte type = 253) =>
        [3, (byte)'d', (byte)'e', (byte)'f', 0, 0, 0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 12, 45, 0, 255, 0, 0, 0,
            type, 0, 0, 0, 0, 0];

    public static byte[] Row(string value) => [(byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    /// <summary>The first packet of 8.0.46, which proposes another authentication plugin.</summary>
    public static byte[] Proposing(string plugin)
    {
        var recorded = Recorded["8.0.46"];
        byte[] packet = [.. recorded[..^("caching_sha2_password".Length + 1)], .. Encoding.ASCII.GetBytes(plugin), 0];
        packet[0] = (byte)(packet.Length - 4);
        return packet;
    }

    /// <summary>The same first packet without the flag for TLS.</summary>
    public static byte[] WithoutTls(byte[] handshake)
    {
        var copy = (byte[])handshake.Clone();
        copy[Flags(copy) + 1] &= 0xF7;
        return copy;
    }

    /// <summary>
    /// The same first packet without the flags that change the form of an answer (SESSION_TRACK, DEPRECATE_EOF, ...): the answers made
    /// here have the first form.
    /// </summary>
    public static byte[] WithPlainAnswers(byte[] handshake)
    {
        var copy = (byte[])handshake.Clone();
        var high = Flags(copy) + 5;
        copy[high] &= 0x7F;
        copy[high + 1] = 0;
        return copy;
    }

    // After the header and the protocol's number: the version and its zero, the connection's number, eight bytes of nonce and a zero.
    private static int Flags(byte[] handshake) => Array.IndexOf<byte>(handshake, 0, 5) + 1 + 4 + 9;
}
