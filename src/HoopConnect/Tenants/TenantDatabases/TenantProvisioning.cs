using System.Collections.Concurrent;
using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Planning;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// Makes tenants whole on one server: database and user, then the role, then what gives it to the tenant's pods. All is read and refused
/// before the first of it is changed; what a run that was cut off left, the next one finishes.
/// </summary>
/// <param name="aws">AWS.</param>
/// <param name="host">Who is asked and told.</param>
/// <param name="engine">The engine of the servers; null for the one that serves each.</param>
public sealed class TenantProvisioning(IAwsServices aws, IHoopHost host, IDatabaseEngine? engine = null)
{
    /// <summary>Does it. A failure of one tenant is told to the host and in its row; the others go on.</summary>
    /// <param name="request">The tenants.</param>
    /// <param name="proxy">The proxy by which they come; null for none.</param>
    /// <param name="mode">Whether plans are only shown.</param>
    /// <param name="write">Takes each row as it comes, from several threads.</param>
    /// <param name="cancellationToken">Stops it; what is done stays, and the next run goes on from there.</param>
    /// <exception cref="HoopException">What concerns all tenants of the server: those of <see cref="ITenantDatabases.PlanAsync"/>, of the
    /// boundary (<c>Workload.BoundaryNotFound</c>), AWS errors.</exception>
    public async Task RunAsync(
        TenantRequest request, ProxyServer? proxy, RunMode mode, Func<TenantDatabase, CancellationToken, ValueTask> write,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(write);
        var server = request.Server;
        using var progress = new TenantProgress(host, server, "Making tenants of", request.Tenants.Count, write);
        var work = new TenantWork(host, request.ThrottleLimit, progress.WriteAsync);
        RequireIam(server);
        var names = await TenantNames.ReadAsync(server, host, engine, cancellationToken);
        var boundary = await BoundaryAsync(request, cancellationToken);
        var drafts = new List<TenantDraft>();
        foreach (var workload in request.Tenants)
        {
            if (await DraftAsync(request, workload, names, work, cancellationToken) is { } draft)
                drafts.Add(draft);
        }

        var databases = await (engine ?? DatabaseEngines.For(server.Database.Engine)).TenantDatabases.PlanAsync(
            new TenantDatabaseRequest(server.Master, [.. drafts.Select(draft => draft.Identity.ToServe)])
            {
                ThrottleLimit = request.ThrottleLimit,
            },
            host, cancellationToken);
        foreach (var (draft, onServer) in drafts.Zip(databases.Tenants))
            draft.OnServer = onServer;
        await work.EachAsync(drafts, (draft, stop) => PlanAsync(draft, proxy, stop), cancellationToken);
        drafts.RemoveAll(draft => draft.HasFailed);

        if (!await PrepareAsync(server, boundary, databases.Foundation, drafts, mode, cancellationToken))
            return;
        var agreed = new List<TenantDraft>();
        foreach (var draft in drafts)
        {
            var plan = draft.Plan();
            if (await host.ShouldApplyAsync(plan, cancellationToken) || (plan.IsEmpty && mode == RunMode.Apply))
                agreed.Add(draft);
        }

        if (mode == RunMode.Show)
            return;
        await ApplyDatabasesAsync(databases, agreed, work, cancellationToken);
        await work.EachAsync(agreed.Where(draft => !draft.HasFailed), async (draft, stop) =>
        {
            await draft.Role!.ApplyAsync(host, stop);
            if (draft.Association is not null)
                await draft.Association.ApplyAsync(host, stop);
            await work.WriteAsync(draft.Row(databases.OpenDatabases), stop);
        }, cancellationToken);
    }

    private static void RequireIam(TenantServer server)
    {
        if (!server.Database.IamDatabaseAuthenticationEnabled)
        {
            throw TenantDatabaseErrors.IamNotEnabled.Error(
                $"RDS says that IAM authentication is not enabled for '{server.Database.Identifier}'.", server.Database.Arn);
        }
    }

    /// <summary>What makes the boundary of the roles that none is given for; null where each has one.</summary>
    private async Task<PlacementPlan?> BoundaryAsync(TenantRequest request, CancellationToken cancellationToken)
    {
        var entry = DatabaseResource.Of(request.Server.Entry);
        var roles = new PodRoles(aws.IamIn(entry.AccountId));
        foreach (var given in request.Tenants.Select(tenant => tenant.PermissionsBoundary).OfType<string>().Distinct())
        {
            PermissionsBoundary.Check(given, entry.AccountId);
            await roles.RequireBoundaryAsync(given, cancellationToken);
        }

        return request.Tenants.All(tenant => tenant.PermissionsBoundary is not null) ? null
            : await TenantBoundary.PlanAsync(aws, entry, cancellationToken);
    }

    private async Task<TenantDraft?> DraftAsync(
        TenantRequest request, TenantWorkload workload, TenantNames names, TenantWork work, CancellationToken cancellationToken)
    {
        try
        {
            var entry = DatabaseResource.Of(request.Server.Entry);
            var identity = new TenantIdentity(request.Server, workload, names.Of(workload.Tenant))
            {
                UsualBoundary = TenantBoundary.ArnIn(entry.Partition, entry.AccountId),
            };
            var (role, association) = (identity.Role(), identity.Association());
            role.Check();
            association?.Check();
            return new TenantDraft(identity, role, association);
        }
        catch (HoopException invalid)
        {
            host.Error(invalid);
            await work.WriteAsync(
                new TenantIdentity(request.Server, workload, "").Row(invalid) with { DatabaseName = "", UserName = "", RoleArn = "" },
                cancellationToken);
            return null;
        }
    }

    private async Task PlanAsync(TenantDraft draft, ProxyServer? proxy, CancellationToken cancellationToken)
    {
        if (draft.OnServer!.Refusal is { } refusal)
            throw refusal;
        if (proxy is not null)
            await proxy.RequireConnectAsync(draft.Identity.Name, host, cancellationToken);
        var (account, region) = (draft.Identity.Server.Database.AccountId, draft.Identity.Server.Database.Region);
        draft.Role = await new PodRoles(aws.IamIn(account)).PlanAsync(draft.WantedRole, adopt: false, cancellationToken);
        if (draft.WantedAssociation is not null)
        {
            draft.Association = await new PodIdentities(aws.Eks(account, region)).PlanAsync(
                draft.WantedAssociation, adopt: false, cancellationToken);
        }
    }

    /// <summary>What all tenants of the server need: the boundary, and where marks are kept. False where nobody agrees to it.</summary>
    private async Task<bool> PrepareAsync(
        TenantServer server, PlacementPlan? boundary, IReadOnlyList<PlanStep> foundation, List<TenantDraft> drafts, RunMode mode,
        CancellationToken cancellationToken)
    {
        // The foundation is laid with the first tenant.
        IReadOnlyList<PlanStep> steps = [.. boundary?.Plan.Steps ?? [], .. foundation];
        if (steps.Count == 0 || drafts.Count == 0)
            return true;
        if (!await host.ShouldApplyAsync(new Plan(server.ToString(), "prepare for tenants", steps), cancellationToken))
            return mode == RunMode.Show;
        if (boundary is not null)
        {
            await new PolicyPlacements(aws).ApplyAsync(
                boundary, TenantBoundary.PlacementIn(server.Database.AccountId), host, cancellationToken);
        }

        return true;
    }

    private async Task ApplyDatabasesAsync(
        TenantDatabasePlan databases, IReadOnlyList<TenantDraft> agreed, TenantWork work, CancellationToken cancellationToken)
    {
        var changed = agreed.Where(draft => draft.OnServer!.Steps.Count > 0)
            .ToDictionary(draft => draft.Identity.Name, StringComparer.Ordinal);
        await foreach (var outcome in databases.ApplyAsync(
            [.. changed.Values.Select(draft => draft.Identity.ToServe)], host, cancellationToken))
        {
            var draft = changed[outcome.Tenant.Name];
            draft.Outcome = outcome;
            if (outcome.Failure is { } failure)
                await work.FailAsync(draft, failure, cancellationToken);
        }
    }
}
