using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HoopConnect.Hosting;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// The one name of a tenant's database, user and role: <c>u</c> and 31 characters of a hash over the tenant and the server, so that it can
/// be told before anything is made. 32 characters are what MySQL takes as a user.
/// </summary>
public static partial class TenantName
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int HashCharacters = 31;

    /// <summary>The name of a tenant on a server.</summary>
    /// <param name="tenant">The tenant; its case counts.</param>
    /// <param name="serverArn">The ARN of the instance or cluster.</param>
    /// <exception cref="HoopException"><c>Tenant.InvalidName</c>.</exception>
    public static string For(string tenant, string serverArn)
    {
        ArgumentNullException.ThrowIfNull(serverArn);
        // Neither has a line end in it.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Check(tenant)}\n{serverArn}"));
        var name = new StringBuilder("u", HashCharacters + 1);
        var (bits, count) = (0, 0);
        foreach (var one in hash)
        {
            bits = (bits << 8) | one;
            for (count += 8; count >= 5 && name.Length <= HashCharacters; count -= 5)
                name.Append(Alphabet[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }

        return name.ToString();
    }

    /// <summary>Refuses what cannot be a tenant: it goes into tags (IAM API Reference, "Tag") and into marks of the server.</summary>
    /// <exception cref="HoopException"><c>Tenant.InvalidName</c>.</exception>
    public static string Check(string tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return Allowed().IsMatch(tenant) && tenant.Trim() == tenant ? tenant
            : throw TenantErrors.InvalidName.Error($"'{tenant}' cannot be the name of a tenant.", tenant);
    }

    [GeneratedRegex(@"^[\p{L}\p{N} _.:/=+\-@]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
