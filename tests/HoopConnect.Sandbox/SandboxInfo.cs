using HoopConnect.Sandbox.Model;

namespace HoopConnect.Sandbox;

/// <summary>
/// How to reach a sandbox: what the program prints and writes. The keys are the sandbox's own and worth nothing elsewhere.
/// </summary>
public sealed record SandboxInfo
{
    /// <summary>The endpoint of every service, for <c>-EndpointUrl</c>.</summary>
    public required string EndpointUrl { get; init; }

    /// <summary>An administrator of the management account.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>Its secret.</summary>
    public required string SecretAccessKey { get; init; }

    /// <summary>The region of most databases.</summary>
    public required string Region { get; init; }

    /// <summary>All regions that are enabled.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>PEM file with the authority of the servers' certificates, for <c>-CaFile</c>; null where no server runs.</summary>
    public string? CaFile { get; init; }

    /// <summary>Where its faults and denials can be asked for (see <see cref="ControlEndpoint"/>).</summary>
    public required string ControlUrl { get; init; }

    /// <summary>AWS_CONTAINER_CREDENTIALS_FULL_URI.</summary>
    public required string ContainerCredentialsUri { get; init; }

    /// <summary>AWS_CONTAINER_AUTHORIZATION_TOKEN.</summary>
    public required string ContainerAuthorizationToken { get; init; }

    /// <summary>VAULT_TOKEN; VAULT_ADDR is <see cref="EndpointUrl"/>.</summary>
    public required string VaultToken { get; init; }

    /// <summary>What the file that AWS_WEB_IDENTITY_TOKEN_FILE names must hold.</summary>
    public required string WebIdentityToken { get; init; }

    /// <summary>jane of IAM Identity Center, in the management account and in orders.</summary>
    public required IReadOnlyList<PersonInfo> People { get; init; }

    /// <summary>The accounts.</summary>
    public required IReadOnlyList<AccountInfo> Accounts { get; init; }

    /// <summary>The databases with real servers.</summary>
    public required IReadOnlyList<ServerInfo> Servers { get; init; }

    /// <summary>The session of a user of IAM Identity Center in an account.</summary>
    public sealed record PersonInfo(string UserName, string AccountId, string AccessKeyId, string SecretAccessKey, string SessionToken);

    /// <summary>An account, with the key of an administrator of its own.</summary>
    public sealed record AccountInfo(string Id, string Name, string Status, string AccessKeyId, string SecretAccessKey);

    /// <summary>
    /// A database with a real server. <paramref name="LogFile"/> is the server's log, which must never hold a password; null for a TDS
    /// endpoint.
    /// </summary>
    public sealed record ServerInfo(
        string Identifier, string Arn, string HostName, int Port, string MasterUserName, string MasterPassword, string? LogFile);

    /// <summary>Describes a running sandbox.</summary>
    public static async Task<SandboxInfo> OfAsync(AwsSandbox sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        var servers = new List<ServerInfo>();
        string? caFile = null;
        foreach (var identifier in sandbox.Organisation.Options.Servers)
        {
            var database = sandbox.Organisation.Database(identifier);
            if (DatabaseServers.IsMySql(database))
            {
                var server = await sandbox.MySqlServerAsync(identifier);
                caFile = server.CaFile;
                servers.Add(new ServerInfo(identifier, database.Arn, server.Host, server.Port,
                    server.MasterLogin.UserName, server.MasterLogin.Password, Path.Combine(server.Folder, "general.log")));
            }
            else if (DatabaseServers.IsSqlServer(database))
            {
                var server = await sandbox.TdsServerAsync(identifier);
                caFile = server.CaFile;
                servers.Add(
                    new ServerInfo(
                        identifier,
                        database.Arn,
                        server.Host,
                        server.Port,
                        server.MasterLogin.UserName,
                        server.MasterLogin.Password,
                        LogFile: null));
            }
            else
            {
                var server = await sandbox.ServerAsync(identifier);
                caFile = server.CaFile;
                servers.Add(new ServerInfo(identifier, database.Arn, server.Host, server.Port,
                    server.MasterLogin.UserName, server.MasterLogin.Password, Path.Combine(server.Folder, "server.log")));
            }
        }
        return new SandboxInfo
        {
            EndpointUrl = sandbox.EndpointUrl,
            AccessKeyId = sandbox.AccessKey.AccessKeyId,
            SecretAccessKey = sandbox.AccessKey.SecretAccessKey,
            Region = sandbox.Organisation.Regions[0],
            Regions = sandbox.Organisation.Regions,
            CaFile = caFile,
            ControlUrl = sandbox.EndpointUrl + ControlEndpoint.Path,
            ContainerCredentialsUri = sandbox.ContainerCredentialsUri,
            ContainerAuthorizationToken = sandbox.ContainerAuthorizationToken,
            VaultToken = sandbox.KeyValues.Token,
            WebIdentityToken = sandbox.WebIdentityToken,
            People =
            [
                .. new[] { sandbox.Organisation.Management.Id, "222233334444" }.Select(id => PersonOf(sandbox.Organisation, id)),
            ],
            Accounts = [.. sandbox.Organisation.Accounts.Select(account => InfoOf(sandbox.Organisation, account))],
            Servers = servers,
        };
    }

    private static PersonInfo PersonOf(Organisation organisation, string accountId)
    {
        var key = organisation.Keys.CreatePersonSession(organisation, accountId, "jane");
        return new PersonInfo("jane", accountId, key.AccessKeyId, key.SecretAccessKey, key.SessionToken!);
    }

    private static AccountInfo InfoOf(Organisation organisation, Account account)
    {
        var key = organisation.Keys.CreateUserKey(organisation, account.Id, "administrator");
        return new AccountInfo(account.Id, account.Name, account.Status, key.AccessKeyId, key.SecretAccessKey);
    }
}
