using System.Collections.Concurrent;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.Provisioning.Runs;

/// <summary>The work of one run over all its databases: looks them up, then takes each through plan, consent, apply and record.</summary>
internal sealed class RunWork(ProvisioningServices services, ProvisioningRequest request, RunMode mode, JobJournal journal, IHoopHost host)
{
    private readonly JobHooks _hooks = new(services.Hooks, services.Vault, host);

    /// <summary>Runs and gives each result as its database ends.</summary>
    public async Task RunAsync(Action<ProvisioningResult> emit, CancellationToken cancellationToken)
    {
        var lookups = await LookUpAsync(cancellationToken);
        if (request.MakeConnections && services.Vault is not null)
            lookups = await NamedAsync(lookups, new ConnectionStore(services.Vault), cancellationToken);

        var progress = new RunProgress(host, lookups.Count, services.Time);
        try
        {
            await Parallel.ForEachAsync(lookups, Options(cancellationToken), async (lookup, stopped) =>
            {
                var result = await OneAsync(lookup, progress, stopped);
                progress.Ended(lookup.Database.Identifier);
                emit(result);
            });
        }
        finally
        {
            progress.Close();
        }
    }

    /// <summary>Every database as it is now, a cluster once; one that cannot be looked up comes with its failure.</summary>
    private async Task<IReadOnlyList<Lookup>> LookUpAsync(CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<int, Lookup>();
        await Parallel.ForEachAsync(
            request.Databases.Select((database, index) => (database, index)),
            Options(cancellationToken),
            async (item, stopped) =>
        {
            try
            {
                found[item.index] = new Lookup(await services.Directory.GetAsync(item.database.Arn, stopped), Failure: null);
            }
            catch (HoopException error)
            {
                found[item.index] = new Lookup(item.database, error);
            }
        });

        var distinct = found
            .OrderBy(pair => pair.Key)
            .Select(pair => pair.Value)
            .DistinctBy(lookup => lookup.Database.Arn, StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (distinct.Count < found.Count)
            host.Verbose(
                $"{found.Count - distinct.Count} databases were named more than once (a cluster by its members, perhaps): each is " +
                    "worked on once."
            );
        return distinct;
    }

    /// <summary>The same with what their connections are called; one that cannot have a name comes with that failure.</summary>
    /// <exception cref="HoopException"><c>Connection.NamesClash</c>, <c>Connection.InvalidName</c>, and those of the vault.</exception>
    private async Task<IReadOnlyList<Lookup>> NamedAsync(
        IReadOnlyList<Lookup> lookups, ConnectionStore store, CancellationToken cancellationToken)
    {
        var stems = new ConnectionStems(request.ConnectionPrefix, request.Roles, store);
        var named = new List<Lookup>();
        foreach (var lookup in lookups)
        {
            try
            {
                named.Add(
                    lookup.Failure is null ? lookup with { Stem = await stems.AddAsync(lookup.Database, cancellationToken) } : lookup);
            }
            catch (HoopException error) when (ConnectionErrors.ValueMissing.Is(error))
            {
                named.Add(lookup with { Failure = error });
            }
        }

        stems.Check();
        return named;
    }

    private async Task<ProvisioningResult> OneAsync(Lookup lookup, RunProgress progress, CancellationToken cancellationToken)
    {
        var started = services.Time.GetTimestamp();
        var database = lookup.Database;
        var record = journal.New(database);
        var outcome = new DatabaseOutcome();
        Plan? plan = null;
        var state = ProvisioningState.Failed;
        string message;
        HoopException? failure = null;
        try
        {
            if (lookup.Failure is not null)
                throw lookup.Failure;
            var engine = DatabaseReadiness.Check(database, services.Engines);
            var run = new DatabaseRun(
                services, request, new DatabaseTarget(database, engine, lookup.Stem), what => progress.Now(database.Identifier, what));
            var databasePlan = await run.PlanAsync(mode, host, cancellationToken);
            plan = databasePlan.Steps;
            if (!await host.ShouldApplyAsync(WithHooks(plan, record), cancellationToken) || mode == RunMode.Show)
            {
                // A plan that leaves a role out does not do what was asked for.
                if (databasePlan.Roles?.Refusals.Values.FirstOrDefault() is { } refusal)
                    throw refusal;
                return Result(ProvisioningState.Planned, plan.IsEmpty ? "nothing to do" : "not applied") with
                {
                    Changed = !plan.IsEmpty,
                    JobId = null,
                };
            }

            await journal.StartedAsync(record, cancellationToken);
            await run.ApplyAsync(databasePlan, outcome, host, cancellationToken);
            message = outcome.Conclude(database.ToString());
            state = ProvisioningState.Completed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (mode == RunMode.Apply && plan is not null)
                await RecordAsync(journal.Ended(record, ProvisioningState.Failed, ProvisioningRun.Cancelled, outcome.Roles));
            throw;
        }
        catch (Exception error)
        {
            failure = error as HoopException ?? Unexpected(database, error);
            message = failure.Message;
            host.Error(failure);
        }

        if (mode == RunMode.Apply)
        {
            record = journal.Ended(record, state, message, outcome.Roles);
            await RecordAsync(record);
            progress.Now(database.Identifier, "running the hooks");
            record = await _hooks.RunAsync(record, outcome, RecordAsync, cancellationToken);
        }

        return Result(state, message);

        ProvisioningResult Result(ProvisioningState ended, string text) => new()
        {
            Identifier = database.Identifier,
            Arn = database.Arn,
            AccountId = database.AccountId,
            Region = database.Region,
            Engine = database.Engine,
            State = ended,
            Changed = outcome.Changed,
            Message = text,
            ErrorId = failure?.FullErrorId,
            JobId = mode == RunMode.Apply ? record.Id : null,
            Roles = outcome.Roles,
            Connections = outcome.Connections,
            Plan = plan?.Steps ?? [],
            HookStatus = record.HookStatus,
            Seconds = services.Time.GetElapsedTime(started).TotalSeconds,
        };
    }

    // What was done is done: a record that cannot be written is an error of its own and stops no other database.
    private async Task RecordAsync(JobRecord record)
    {
        try
        {
            await journal.EndedAsync(record);
        }
        catch (HoopException error)
        {
            host.Error(error);
        }
    }

    // What the hooks do is agreed to with the rest, and is no difference by itself.
    private Plan WithHooks(Plan plan, JobRecord record) =>
        services.Hooks.Count == 0 ? plan : plan with { Steps = [.. plan.Steps, .. services.Hooks.SelectMany(hook => hook.Plan(record))] };

    private static HoopException Unexpected(RdsDatabase database, Exception error) =>
        ProvisioningErrors.Unexpected.Error($"'{database}': {error.GetType().Name}: {error.Message}", database.Arn, cause: error);

    private ParallelOptions Options(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = request.ThrottleLimit, CancellationToken = cancellationToken };

    private sealed record Lookup(RdsDatabase Database, HoopException? Failure)
    {
        /// <summary>What the names of its connections start with; empty where none are made.</summary>
        public string Stem { get; init; } = "";
    }
}
