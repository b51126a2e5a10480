using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Connections;

/// <summary>
/// The names of connections: <c>&lt;stem&gt;-ro</c>, <c>&lt;stem&gt;-rw</c>, <c>&lt;stem&gt;-ddl</c>. A stem that ends in a dash gets no
/// second one.
/// </summary>
public static class ConnectionName
{
    /// <summary>
    /// The longest name, in characters: with <see cref="ConnectionStore.EntryPrefix"/> before it, it is a vault entry of at most 127.
    /// </summary>
    public const int MaximumLength = 104;

    /// <summary>The name of one role's connection.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidName</c>: longer than <see cref="MaximumLength"/>.</exception>
    public static string Of(string stem, RoleKind role)
    {
        ArgumentNullException.ThrowIfNull(stem);
        return Checked(stem.EndsWith('-') ? stem + role.Suffix() : stem + "-" + role.Suffix());
    }

    /// <summary>
    /// The stem of each database of one run, by ARN. One database has the prefix itself; several have the prefix and their identifier,
    /// since names must differ. Without a prefix the stem is <c>&lt;identifier&gt;-&lt;account&gt;</c>. Where that is still the same for
    /// two of them,
    /// both get the account and then the region behind it.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Stems(ConnectionPrefix? prefix, IReadOnlyCollection<RdsDatabase> databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        string Plain(RdsDatabase database) => (prefix, databases.Count) switch
        {
            (null, _) => Join(database.Identifier, database.AccountId),
            (_, 1) => prefix.Text,
            _ => Join(prefix.Text, database.Identifier),
        };

        Func<RdsDatabase, string>[] longerAndLonger =
        [
            Plain,
            database => prefix is null ? Plain(database) : Join(Plain(database), database.AccountId),
            database => Join(prefix is null ? Plain(database) : Join(Plain(database), database.AccountId), database.Region),
        ];
        var stems = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyCollection<RdsDatabase> open = databases;
        foreach (var stem in longerAndLonger)
        {
            var last = stem == longerAndLonger[^1];
            // Names are compared without case: some vaults do.
            var groups = open.GroupBy(stem, StringComparer.OrdinalIgnoreCase).ToList();
            foreach (var group in groups.Where(group => last || group.Count() == 1))
            {
                foreach (var database in group)
                    stems[database.Arn] = group.Key;
            }

            open = [.. groups.Where(group => group.Count() > 1).SelectMany(group => group)];
        }

        return stems;
    }

    /// <summary>Refuses stems that would give a connection no name it can have.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidName</c>.</exception>
    internal static void Check(IEnumerable<string> stems, IReadOnlyList<RoleKind> roles)
    {
        foreach (var stem in stems)
        {
            foreach (var role in roles)
                _ = Of(stem, role);
        }
    }

    /// <summary>The name itself, if it can be one.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidName</c>.</exception>
    public static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is > 0 and <= MaximumLength && name.All(IsAllowed) && char.IsAsciiLetterOrDigit(name[0]))
            return name;
        throw ConnectionErrors.InvalidName.Error(
            $"'{name}' cannot be the name of a connection: it needs 1 to {MaximumLength} letters, digits and hyphens and starts with a " +
                "letter or a digit.",
            name);
    }

    internal static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character == '-';

    private static string Join(string left, string right) => left.EndsWith('-') ? left + right : left + "-" + right;
}
