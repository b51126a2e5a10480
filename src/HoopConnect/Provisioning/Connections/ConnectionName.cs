using HoopConnect.Databases.Roles;
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
        return Checked((stem.EndsWith('-') ? stem : stem + "-") + role.Suffix());
    }

    /// <summary>The same; null where it would be no name.</summary>
    internal static string? TryOf(string stem, RoleKind role)
    {
        var name = (stem.EndsWith('-') ? stem : stem + "-") + role.Suffix();
        return IsName(name) ? name : null;
    }

    /// <summary>The name itself, if it can be one.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidName</c>.</exception>
    public static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (IsName(name))
            return name;
        throw ConnectionErrors.InvalidName.Error(
            $"'{name}' cannot be the name of a connection: it needs 1 to {MaximumLength} letters, digits and hyphens and starts with a " +
                "letter or a digit.",
            name);
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaximumLength && name.All(IsAllowed) && char.IsAsciiLetterOrDigit(name[0]);

    internal static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character == '-';
}
