using HoopConnect.Display;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.Provisioning.Runs;

/// <summary>What became of one database of a run.</summary>
public sealed record ProvisioningResult
{
    /// <summary>The DB instance or DB cluster identifier.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The account it is in.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region it is in.</summary>
    public required string Region { get; init; }

    /// <summary>RDS's engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>What became of it.</summary>
    public required ProvisioningState State { get; init; }

    /// <summary>Whether anything was changed (planned: would be).</summary>
    public bool Changed { get; init; }

    /// <summary>One sentence: what is wrong, or what was done.</summary>
    public string Message { get; init => field = ForeignText.Escape(value); } = "";

    /// <summary>The error's id (<c>HoopConnect.&lt;Area&gt;.&lt;Reason&gt;</c>) where it failed; null otherwise.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The job record's id; null where nothing was run.</summary>
    public string? JobId { get; init; }

    /// <summary>The roles, in the order they were asked for.</summary>
    public IReadOnlyList<DatabaseRole> Roles { get; init; } = [];

    /// <summary>The connections that lead to it now, one for each usable role.</summary>
    public IReadOnlyList<Connection> Connections { get; init; } = [];

    /// <summary>What was planned at the start; empty where there was nothing to do.</summary>
    public IReadOnlyList<PlanStep> Plan { get; init; } = [];

    /// <summary>How long it took, in seconds.</summary>
    public double Seconds { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{AccountId}/{Region}/{Identifier}: {State}";
}
