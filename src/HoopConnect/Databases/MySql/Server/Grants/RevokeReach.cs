namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>
/// What the master may take back on the whole server: what it has itself WITH GRANT OPTION, a role that it administers (MySQL Reference
/// Manual, "REVOKE Statement"). Where its own grants do not say, it is tried.
/// </summary>
/// <param name="server">The server, with the master's own grants.</param>
internal sealed class RevokeReach(ServerReading server)
{
    // On MySQL the privileges of roles are not among one's own.
    private readonly bool _isKnown = server.MasterGrants.Count > 0
        && (server.Version.IsMariaDb || server.MasterGrants.All(grant => grant.Level != GrantLevel.Role));

    /// <summary>True for a privilege that is known to stay when the master revokes it.</summary>
    /// <param name="grant">What is granted.</param>
    /// <param name="privilege">The privilege of it, or <c>GRANT OPTION</c>.</param>
    public bool IsOut(Grant grant, string privilege) => _isKnown && grant.Level switch
    {
        GrantLevel.Global => !Own(GrantLevel.Global).Any(own => privilege == "GRANT OPTION"
            || own.Privileges.Any(held => held.Name == privilege || held.Name == Privilege.All)),
        GrantLevel.Proxy => !Own(GrantLevel.Proxy).Any(),
        GrantLevel.Role => !Own(GrantLevel.Role).Any(own => own.Pattern == grant.Pattern) && !AdministersRoles,
        _ => false,
    };

    private bool AdministersRoles => !server.Version.IsMariaDb && Own(GrantLevel.Global)
        .Any(own => own.Privileges.Any(held => held.Name is "ROLE_ADMIN" or "SUPER" or Privilege.All));

    private IEnumerable<Grant> Own(GrantLevel level) =>
        server.MasterGrants.Where(own => own.Level == level && own is { GrantOption: true, IsRestriction: false });
}
