namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>One line of SHOW GRANTS for an account.</summary>
/// <param name="Level">What it is on.</param>
/// <param name="Object">The object as GRANT and REVOKE take it: <c>*.*</c>, <c>`a\_b`.*</c>, <c>PROCEDURE `s`.`p`</c>, a role.</param>
/// <param name="Privileges">The privileges; empty for a role.</param>
internal sealed record Grant(GrantLevel Level, string Object, IReadOnlyList<Privilege> Privileges)
{
    /// <summary>The name or pattern of the schema, the name of the role, without quotes; empty on the other levels.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>The account may pass it on.</summary>
    public bool GrantOption { get; init; }

    /// <summary>A restriction (<c>partial_revokes</c>): what is granted on <c>*.*</c> does not hold here.</summary>
    public bool IsRestriction { get; init; }
}
