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
                var (result, ended, outcome) = await OneAsync(lookup, progress, stopped);
                progress.Ended(lookup.Database.Identifier);
                // Before others are told: a hook or a receiver that is slow, or gone, keeps nobody from his passwords.
                emit(result);
                if (ended is not null && services.Hook is { } hook)
                    ended = await HookAsync(hook, ended, outcome, stopped);
                if (ended is not null && services.Webhook is { } webhook)
                    await ReportAsync(() => webhook.DeliverAsync(ended, host, stopped));
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

    /// <summary>One database: what came of it, and its job where one was run.</summary>
    private async Task<(ProvisioningResult Result, JobRecord? Ended, DatabaseOutcome Outcome)> OneAsync(
        Lookup lookup, RunProgress progress, CancellationToken cancellationToken)
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
            var changes = !databasePlan.Steps.IsEmpty;
            plan = WithHooks(databasePlan.Steps, record);
            if (!await host.ShouldApplyAsync(plan, cancellationToken) || mode == RunMode.Show)
            {
                // A plan that leaves a role out does not do what was asked for.
                if (databasePlan.Roles?.Refusals.Values.FirstOrDefault() is { } refusal)
                    throw refusal;
                return (
                    Result(ProvisioningState.Planned, changes ? "not applied" : "nothing to do") with { Changed = changes, JobId = null },
                    null,
                    outcome);
            }

            await journal.StartedAsync(record, cancellationToken);
            await run.ApplyAsync(databasePlan, outcome, host, cancellationToken);
            message = outcome.Conclude(database.ToString());
            state = ProvisioningState.Completed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (mode == RunMode.Apply && plan is not null)
                await RecordAsync(record, ProvisioningState.Failed, ProvisioningRun.Cancelled, outcome);
            throw;
        }
        catch (Exception error)
        {
            failure = error as HoopException ?? Unexpected(database, error);
            message = failure.Message;
            host.Error(failure);
        }

        var ended = mode == RunMode.Apply ? await RecordAsync(record, state, message, outcome) : null;
        return (Result(state, message), ended, outcome);

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
            Seconds = services.Time.GetElapsedTime(started).TotalSeconds,
        };
    }

    private async Task<JobRecord> RecordAsync(JobRecord record, ProvisioningState state, string message, DatabaseOutcome outcome)
    {
        var ended = journal.Ended(record, state, message, outcome.Roles) with
        {
            WebhookStatus = services.Webhook is null ? null : JobWebhookStatus.Owed,
        };
        await ReportAsync(() => journal.EndedAsync(ended));
        return ended;
    }

    // What was done is done: a record that cannot be written, or sent, is an error of its own and stops no other database.
    private async Task ReportAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (HoopException error)
        {
            host.Error(error);
        }
    }

    /// <summary>Runs the hook; what it leaves in the record is kept before the webhook tells of it.</summary>
    private async Task<JobRecord> HookAsync(IJobHook hook, JobRecord ended, DatabaseOutcome outcome, CancellationToken cancellationToken)
    {
        var job = new EndedJob(ended)
        {
            Master = outcome.Master, Passwords = await outcome.PasswordsAsync(services.Vault, host, cancellationToken),
        };
        var after = await hook.RunAsync(job, host, cancellationToken);
        if (after != ended)
            await ReportAsync(() => journal.EndedAsync(after));
        return after;
    }

    /// <summary>The plan with the hook and the webhook as its last steps, also where they are the only ones.</summary>
    private Plan WithHooks(Plan plan, JobRecord record) =>
        plan with
        {
            Steps =
            [
                .. plan.Steps,
                .. services.Hook?.Plan(record) ?? [],
                .. services.Webhook is { } webhook ? (PlanStep[])[webhook.Step(record)] : [],
            ],
        };

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
