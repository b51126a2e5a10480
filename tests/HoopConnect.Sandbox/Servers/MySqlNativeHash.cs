using System.Security.Cryptography;
using System.Text;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// What MariaDB stores for a password, so that the sandbox sets passwords without one in a statement (the server's logs would have it).
/// Written apart from the product's own, so that each proves the other.
/// </summary>
internal static class MySqlNativeHash
{
#pragma warning disable CA5350 // SHA-1 is what mysql_native_password is made of.
    public static string Of(string password) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(Encoding.UTF8.GetBytes(password))));
#pragma warning restore CA5350
}
