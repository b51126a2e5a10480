using System.Security.Cryptography;
using System.Text;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>
/// The order of renames: who has a name that another gets (two who change names) steps aside first, to a name of our own. A run that is cut
/// off there leaves a user that its id finds again.
/// </summary>
internal static class Renames
{
    /// <summary>The renames, each from one name to another, in an order in which no name is taken.</summary>
    /// <param name="wanted">By id: the present name and the new one.</param>
    public static IReadOnlyList<(string From, string To)> InOrder(IReadOnlyList<(string Id, string From, string To)> wanted)
    {
        var targets = wanted.Select(rename => rename.To).ToHashSet(StringComparer.Ordinal);
        var aside = wanted.Where(rename => targets.Contains(rename.From)).ToList();
        var names = aside.ToDictionary(rename => rename.Id, rename => Aside(rename.Id), StringComparer.Ordinal);
        return
        [
            .. aside.Select(rename => (rename.From, names[rename.Id])),
            .. wanted.Select(rename => (names.GetValueOrDefault(rename.Id, rename.From), rename.To)),
        ];
    }

    // Short enough for every engine.
    private static string Aside(string id) => $"hoop_renamed_{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)), 0, 8)}";
}
