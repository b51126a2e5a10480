using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>What was read of a server for one user.</summary>
/// <param name="Server">The server, with the user and the hoop roles among its roles.</param>
/// <param name="HasIamRole">The role <c>rds_iam</c> is there.</param>
/// <param name="IsIamMember">The user is a member of it, itself or through another role: then it logs in by token only.</param>
/// <param name="IsIamMemberItself">The user itself is a member.</param>
/// <param name="Members">The logins that are members of the user, through however many roles, with whatever options: what the user is a member of, they are.</param>
internal sealed record RdsIamReading(ServerReading Server, bool HasIamRole, bool IsIamMember, bool IsIamMemberItself, IReadOnlyList<string> Members)
{
    /// <summary>The role whose members log in by token (Amazon RDS User Guide, "Creating a database account using IAM authentication").</summary>
    public const string IamRole = "rds_iam";

    // pg_hba.conf's "+role" takes every membership, whatever it gives (PostgreSQL documentation, "The pg_hba.conf File").
    private const string Query = """
        WITH RECURSIVE above(oid) AS (
            SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.member WHERE r.rolname = $1
            UNION SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN above ON m.member = above.oid),
        below(oid) AS (
            SELECT m.member FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.roleid WHERE r.rolname = $1
            UNION SELECT m.member FROM pg_catalog.pg_auth_members m JOIN below ON m.roleid = below.oid)
        SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'rds_iam'),
            EXISTS (SELECT FROM pg_catalog.pg_roles r JOIN above USING (oid) WHERE r.rolname = 'rds_iam'),
            EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.roleid JOIN pg_catalog.pg_roles u ON u.oid = m.member
                WHERE r.rolname = 'rds_iam' AND u.rolname = $1),
            ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r JOIN below USING (oid) WHERE r.rolcanlogin ORDER BY 1)
        """;

    /// <summary>The user; null where it is not there.</summary>
    public ServerRole? User(string name) => Server.Role(name);

    public static async Task<RdsIamReading> ReadAsync(IDatabaseSession session, string userName, IReadOnlyList<string> roleNames, CancellationToken cancellationToken)
    {
        Identifier.Check(userName);
        var server = await ServerReader.ReadAsync(session, [userName, .. roleNames], cancellationToken);
        var row = (await session.QueryAsync(Query, [userName], cancellationToken))[0];
        return new RdsIamReading(server, row[0] is true, row[1] is true, row[2] is true, (string[])row[3]!);
    }
}
