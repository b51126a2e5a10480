using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// Removes tenants from one server, in the reverse order of their making: what gives the role to pods, the role, then database and user. A
/// tenant whose role could not be removed keeps its database.
/// </summary>
/// <param name="aws">AWS.</param>
/// <param name="host">Who is asked and told.</param>
public sealed class TenantRemoval(IAwsServices aws, IHoopHost host)
{
    /// <summary>Does it. A failure of one tenant is told to the host and in its row; the others go on.</summary>
    /// <param name="request">The tenants.</param>
    /// <param name="retain">Keeps their databases.</param>
    /// <param name="write">Takes each row as it comes, from several threads.</param>
    /// <param name="cancellationToken">Stops it; what is done stays, and the next run goes on from there.</param>
    /// <exception cref="HoopException">What concerns all tenants of the server.</exception>
    public async Task RunAsync(
        TenantRequest request, bool retain, Func<TenantDatabase, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(write);
        var server = request.Server;
        using var progress = new TenantProgress(host, server, "Removing tenants of", request.Tenants.Count, write);
        var work = new TenantWork(host, request.ThrottleLimit, progress.WriteAsync);
        var names = await TenantNames.ReadAsync(server, host, cancellationToken);
        var going = request.Tenants
            .Select(tenant => new TenantDeparture(new TenantIdentity(server, tenant, names.Of(tenant.Tenant)))).ToList();
        var engine = DatabaseEngines.For(server.Database.Engine).TenantDatabases;
        var removal = await engine.PlanRemovalAsync(
            new TenantRemovalRequest(server.Master, [.. going.Select(one => one.Identity.ToServe)], retain)
            {
                ThrottleLimit = request.ThrottleLimit,
            },
            host, cancellationToken);
        foreach (var (one, onServer) in going.Zip(removal.Tenants))
            one.OnServer = onServer;
        await work.EachAsync(going, PlanAsync, cancellationToken);
        going.RemoveAll(one => one.HasFailed);
        // The users are removed by what the server says then: what is done before is not said twice.
        var steps = going.SelectMany(one => one.Steps).ToList();
        var before = steps.Select(step => step.Statement).ToHashSet(StringComparer.Ordinal);
        steps.AddRange(removal.UserSteps.Where(step => !before.Contains(step.Statement)));
        var plan = new Plan(
            server.ToString(), $"{(retain ? "retain" : "remove")} {FirstFew.Of([.. going.Select(one => one.Identity.Workload.Tenant)])}",
            steps);
        if (going.Count == 0 || !await host.ShouldApplyAsync(plan, cancellationToken))
            return;

        await work.EachAsync(going, async (one, stop) =>
        {
            if (one.Association is not null)
                await one.Association.ApplyAsync(host, stop);
            if (one.Role is not null)
                await one.Role.ApplyAsync(host, stop);
        }, cancellationToken);
        going.RemoveAll(one => one.HasFailed);
        var byName = going.ToDictionary(one => one.Identity.Name, StringComparer.Ordinal);
        await foreach (var outcome in removal.ApplyAsync([.. going.Select(one => one.Identity.ToServe)], host, cancellationToken))
        {
            var one = byName[outcome.Tenant.Name];
            if (outcome.Failure is { } failure)
                await work.FailAsync(one, failure, cancellationToken);
            else
                await work.WriteAsync(one.Row(outcome), cancellationToken);
        }
    }

    private async Task PlanAsync(TenantDeparture one, CancellationToken cancellationToken)
    {
        if (one.OnServer!.Refusal is { } refusal)
            throw refusal;
        var (account, region) = (one.Identity.Server.Database.AccountId, one.Identity.Server.Database.Region);
        var iam = aws.IamIn(account);
        // Whose pods they are is on the role; where that is gone, its association went before it.
        var role = await iam.GetRoleAsync(one.Identity.Name, cancellationToken);
        var known = role is null ? one.Identity
            : one.Identity with { Workload = TenantTags.Read(role.Tags, one.Identity.Workload) };
        one.Identity = known;
        if (role is not null && OwnTag.AreAllIn(role.Tags, known.Mark)
            && TenantTags.ServerArn(role.Tags) is { } other && other != known.Server.Database.Arn)
        {
            host.Warning(
                $"The role {role.Arn} of the tenant '{known.Workload.Tenant}' logs in to {other} by now: it stays, with what gives it to "
                + $"pods, and only what {known.Server} has of the tenant goes.");
            return;
        }

        one.Role = await new PodRoles(iam).PlanRemovalAsync(
            known.Name, known.Mark, [TenantIdentity.PolicyName], cancellationToken);
        if (known.Association() is { } association)
            one.Association = await new PodIdentities(aws.Eks(account, region)).PlanRemovalAsync(association, cancellationToken);
    }
}
