using System.Text.RegularExpressions;
using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>What there is of tenants in a server, in IAM and in EKS, and which part of it is missing or stale.</summary>
/// <param name="aws">AWS.</param>
/// <param name="host">Who is told.</param>
public sealed partial class TenantInventory(IAwsServices aws, IHoopHost host)
{
    /// <summary>Reads tenants. A failure of one is told to the host; the others come.</summary>
    /// <param name="request">The server, and the tenants; none for all that it has.</param>
    /// <param name="write">Takes each row as it comes, from several threads.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HoopException">What concerns all tenants of the server.</exception>
    public async Task ReadAsync(
        TenantRequest request, Func<TenantDatabase, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(write);
        var server = request.Server;
        var names = await TenantNames.ReadAsync(server, host, cancellationToken);
        IReadOnlyList<TenantWorkload> tenants =
            request.Tenants.Count > 0 ? request.Tenants : [.. names.Tenants.Select(tenant => new TenantWorkload(tenant))];
        if (tenants.Count == 0)
            return;
        var identities = tenants.Select(tenant => new TenantIdentity(server, tenant, names.Of(tenant.Tenant))).ToList();
        var databases = await DatabaseEngines.For(server.Database.Engine).TenantDatabases.PlanAsync(
            new TenantDatabaseRequest(server.Master, [.. identities.Select(identity => identity.ToServe)])
            {
                ThrottleLimit = request.ThrottleLimit,
            },
            host, cancellationToken);
        await Parallel.ForEachAsync(
            identities.Zip(databases.Tenants),
            new ParallelOptions { MaxDegreeOfParallelism = request.ThrottleLimit, CancellationToken = cancellationToken },
            async (pair, stop) =>
            {
                TenantDatabase row;
                try
                {
                    row = await RowAsync(pair.First, pair.Second, stop);
                }
                catch (HoopException failure) when (!AwsFailures.AreOfTheCaller(failure))
                {
                    row = pair.First.Row(failure);
                }

                if (row.Failure is { } told)
                    host.Error(told);
                if (row.State != TenantState.Missing)
                    await write(row with { OpenDatabases = databases.OpenDatabases }, stop);
            });
    }

    private async Task<TenantDatabase> RowAsync(TenantIdentity identity, TenantOnServer onServer, CancellationToken cancellationToken)
    {
        if (onServer.Refusal is { } refusal)
            return identity.Row(refusal);
        var account = identity.Server.Database.AccountId;
        var iam = aws.IamIn(account);
        var role = await iam.GetRoleAsync(identity.Name, cancellationToken);
        var isOurs = role is not null && OwnTag.AreAllIn(role.Tags, identity.Mark);
        if (!onServer.HasUser && !onServer.HasDatabase && !isOurs)
        {
            return identity.Row(TenantErrors.NotFound.Error(
                $"There is no tenant '{identity.Workload.Tenant}' on {identity.Server}.", identity.Workload.Tenant)) with
            {
                State = TenantState.Missing,
            };
        }

        if (role is null)
        {
            return onServer is { HasDatabase: true, HasUser: true, MayLogIn: false }
                ? identity.Row(TenantState.Retained) with { RoleArn = "" }
                : Incomplete(identity.Row(TenantState.Incomplete) with { RoleArn = "" },
                    [.. onServer.Steps.Select(Said), $"role {identity.Name}: is not there"]);
        }

        // Whose pods they are, and by which way they come, is on the role.
        var known = await KnownAsync(
            identity with { Workload = TenantTags.Read(role.Tags, identity.Workload) }, role.Tags, cancellationToken);
        var row = known.Row(TenantState.Whole) with { PermissionsBoundary = role.PermissionsBoundary };
        var missing = onServer.Steps.Select(Said).ToList();
        if (role.PermissionsBoundary is null)
            missing.Add($"role {known.Name}: has no permissions boundary");
        if (!known.HasWorkload)
            return Incomplete(row, [.. missing, $"role {known.Name}: its tags do not say whose pods have it"]);
        missing.AddRange((await new PodRoles(iam).PlanAsync(known.Role(), adopt: false, cancellationToken)).Steps.Select(Said));
        if (known.Association() is { } wanted)
        {
            var association = await new PodIdentities(aws.Eks(account, known.Server.Database.Region)).PlanAsync(
                wanted, adopt: false, cancellationToken);
            missing.AddRange(association.Steps.Select(Said));
            row = row with { AssociationId = association.AssociationId };
        }

        return missing.Count == 0 ? row : Incomplete(row, missing);
    }

    /// <summary>With the proxy that the role's tags name, where another way was asked about.</summary>
    private async Task<TenantIdentity> KnownAsync(
        TenantIdentity identity, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (TenantTags.ProxyArn(tags) is not { } arn || identity.Server.Proxy?.Arn == arn)
            return identity;
        var proxy = await new DatabaseFinder(aws).GetAsync(arn, cancellationToken);
        return identity with { Server = identity.Server with { Proxy = proxy with { Port = identity.Server.Database.Port } } };
    }

    private static TenantDatabase Incomplete(TenantDatabase row, IReadOnlyList<string> missing) => row with
    {
        State = TenantState.Incomplete,
        Missing = missing,
        Message = string.Join("; ", missing),
    };

    /// <summary>A step as what is missing; a policy for another resource is that of the server from before it was restored.</summary>
    private static string Said(PlanStep step)
    {
        var was = step.Note is null ? null : ResourceId().Match(step.Note);
        var now = ResourceId().Match(step.Statement);
        return was is { Success: true } && now.Success && was.Value != now.Value
            ? $"{step.Target}: policy is stale, it names {was.Groups[1].Value} and the server is {now.Groups[1].Value}"
            : $"{step.Target}: {step.Action}";
    }

    [GeneratedRegex("dbuser:([A-Za-z]+-[A-Za-z0-9]+)/", RegexOptions.CultureInvariant)]
    private static partial Regex ResourceId();
}
