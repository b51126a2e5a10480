using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>
/// What runs in the name of a user that is not there: whoever is made with that name gives it his rights, and it may be anybody's.
/// </summary>
internal static class LeftDefiners
{
    /// <summary>Refuses to make a user of that name while anything runs in it.</summary>
    /// <exception cref="HoopException"><c>Roles.NameIsDefiner</c>.</exception>
    public static async Task RefuseAsync(Session session, Account account, CancellationToken cancellationToken)
    {
        var left = await DefinedObjectReader.ReadAsync(session, $"= {Literal.Quote($"{account.User}@{account.Host}")}", cancellationToken);
        if (left is not [var first, ..])
            return;
        var more = left.Count > 1 ? $" and {left.Count - 1} more" : "";
        throw RoleErrors.NameIsDefiner.Error(
            $"The user {account} is not made: {first.Kind} {first.Place}{more} would run with its rights (DEFINER). Nothing was changed.",
            account.ToString(),
            $"Drop it, or make it again with another definer: DROP {first.Kind.ToUpperInvariant()} {first.Place}");
    }
}
