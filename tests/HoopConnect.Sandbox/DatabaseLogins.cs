using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Signing;
using Microsoft.AspNetCore.Http;

namespace HoopConnect.Sandbox;

/// <summary>
/// Where the database servers ask, through PAM, whether a user with this token is let in: the part that RDS's own servers have inside
/// (Amazon RDS User Guide, "IAM database authentication for MariaDB, MySQL, and PostgreSQL").
/// </summary>
internal sealed class DatabaseLogins(Organisation organisation)
{
    private const string Prefix = "/sandbox/login/";

    private readonly ConcurrentQueue<DatabaseLoginAttempt> _attempts = new();

    public IReadOnlyCollection<DatabaseLoginAttempt> Attempts => _attempts;

    /// <summary>What a server has in its environment to find the way here.</summary>
    public static string Variable(string endpointUrl, string identifier) =>
        string.Create(CultureInfo.InvariantCulture, $"{new Uri(endpointUrl).Port} {Prefix}{Uri.EscapeDataString(identifier)}");

    public static bool Serves(PathString path) => path.StartsWithSegments(Prefix.TrimEnd('/'), StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var text = Encoding.UTF8.GetString(body.ToArray()).Split('\0', 2);
        var database = organisation.Database(Uri.UnescapeDataString(context.Request.Path.Value![Prefix.Length..]));
        string? refusal;
        lock (organisation.Gate)
            refusal = text.Length == 2 ? Refusal(database, text[0], text[1]) : "no token";
        _attempts.Enqueue(new DatabaseLoginAttempt(database.Identifier, text[0], refusal));
        context.Response.StatusCode = refusal is null ? 204 : 403;
    }

    private string? Refusal(DatabaseResource database, string userName, string text)
    {
        if (!database.IamDatabaseAuthentication)
            return "IAM authentication is off";
        if (ConnectToken.TryParse(text) is not { } token)
            return "no token";
        if (token.HostAndPort != string.Create(CultureInfo.InvariantCulture, $"{database.HostName}:{database.Port}"))
            return "another host or port";
        if (token.UserName != userName)
            return "another user";
        if (
            token.Scope.Service != "rds-db"
            || token.Scope.Region != RegionOf(database)
            || token.Scope.Date != token.Signed.ToString("yyyyMMdd", CultureInfo.InvariantCulture))
            return "another service, region or day";
        var now = organisation.Options.Time.GetUtcNow();
        if (token.Signed - now > SigV4Verifier.AllowedSkew)
            return "not valid yet";
        if (token.Lifetime <= TimeSpan.Zero || token.Lifetime > TimeSpan.FromMinutes(15) || now >= token.Signed + token.Lifetime)
            return "expired";
        var key = organisation.Keys.Find(token.AccessKeyId);
        if (key is null || key.SessionToken != token.SessionToken)
            return "unknown key";
        if (!token.IsSignedBy(key.SecretAccessKey))
            return "bad signature";
        if (key.Expires <= now)
            return "session expired";
        return Allows(database, key, userName) ? null : "rds-db:connect is not allowed";
    }

    // A principal of another account has to assume a role in the database's.
    private bool Allows(DatabaseResource database, AccessKey key, string userName)
    {
        const string Action = "rds-db:connect";
        if (database.Arn.Split(':') is not [_, var partition, _, var region, var accountId, ..] || key.AccountId != accountId)
            return false;
        var resource = $"arn:{partition}:rds-db:{region}:{accountId}:dbuser:{database.ResourceId}/{userName}";
        return !organisation.Denials.IsDenied(key.AccountId, key.PrincipalArn, Action, resource)
            && PolicyRights.Allows(organisation.Find(accountId)!, key.PrincipalArn, Action, resource);
    }

    private static string RegionOf(DatabaseResource database) => database.Arn.Split(':')[3];
}
