using System.Security.Cryptography;
using System.Text;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// The mark of a login that we made: its SID, which we choose when we make it. Logins carry no extended properties; a SID is there from
/// the first moment of a login to its last, whatever becomes of its users in databases, it cannot be changed, and only who may make
/// logins can give it. Ours is a fixed beginning, the version of this scheme, the kind, and a hash of the name: who renames the login
/// takes the mark off.
/// </summary>
internal static class LoginSid
{
    private const byte Version = 1;
    private const int PrefixLength = 8;

    /// <summary>What the SIDs of all logins of a kind begin with.</summary>
    public static byte[] Prefix(ManagedKind kind) => [.. "HoopDB"u8, Version, (byte)(1 + (int)kind)];

    /// <summary>The SID (16 bytes, as <c>CREATE LOGIN ... WITH SID</c> wants) of the login of this name.</summary>
    public static byte[] Of(ManagedKind kind, string name) =>
        [.. Prefix(kind), .. SHA256.HashData(Encoding.UTF8.GetBytes(name.ToLowerInvariant())).AsSpan(0, 16 - PrefixLength)];

    /// <summary>The kind that a login's SID says; null where it is none of ours, or the login bears another's name.</summary>
    public static ManagedKind? KindOf(byte[] sid, string name)
    {
        foreach (var kind in Enum.GetValues<ManagedKind>())
        {
            if (sid.AsSpan().SequenceEqual(Of(kind, name)))
                return kind;
        }

        return null;
    }

    /// <summary>The SID in T-SQL.</summary>
    public static string Sql(byte[] sid) => "0x" + Convert.ToHexString(sid);
}
