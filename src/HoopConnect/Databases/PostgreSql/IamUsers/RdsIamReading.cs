using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>What a server says of logins by token and of one user.</summary>
/// <param name="Server">The server, with the user and the roles that were asked for.</param>
/// <param name="HasIamRole">The role <c>rds_iam</c> is there.</param>
/// <param name="IsIamMember">The user is a member of <c>rds_iam</c>, itself or through other roles.</param>
/// <param name="Members">Who is a member of the user, by whatever way and with whatever options: what the user is a member of, they
/// are.</param>
internal sealed record RdsIamReading(ServerReading Server, bool HasIamRole, bool IsIamMember, IReadOnlyList<string> Members)
{
    /// <summary>The role whose members log in by token.</summary>
    public const string IamRole = TokenRole.Name;

    private static readonly string Query = EmbeddedSql.Read(typeof(RdsIamReading), "TokenMembers");

    /// <summary>The user; null where it is not there.</summary>
    public ServerRole? User(string name) => Server.Role(name);

    public static async Task<RdsIamReading> ReadAsync(
        IDatabaseSession session, string userName, IReadOnlyList<string> roleNames, CancellationToken cancellationToken)
    {
        Identifier.Check(userName);
        var server = await ServerReader.ReadAsync(session, [userName, .. roleNames], cancellationToken);
        var row = (await session.QueryAsync(Query, [userName], cancellationToken))[0];
        return new RdsIamReading(server, row[0] is true, row[1] is true, (string[])row[2]!);
    }
}
