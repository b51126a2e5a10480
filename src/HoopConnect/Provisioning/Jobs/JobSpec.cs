using System.Text.Json.Serialization;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>The database a job is about.</summary>
public sealed record JobSpec
{
    /// <summary>The ARN of who started the job.</summary>
    public required string AccountArn { get; init; }

    /// <summary>The ARN of the instance or cluster.</summary>
    public required string DbArn { get; init; }

    /// <summary>The database that was made with it (RDS's DBName); often empty.</summary>
    public string DbName { get; init; } = "";

    /// <summary>RDS's engine name.</summary>
    public required string DbEngine { get; init; }

    /// <summary>Its tags in AWS.</summary>
    public IReadOnlyList<JobTag> DbTags { get; init; } = [];

    /// <summary>Its host name; null where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DbHost { get; init; }

    /// <summary>Its TCP port; null where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? DbPort { get; init; }

    /// <summary>The name of its master user; null where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DbMasterUser { get; init; }

    /// <inheritdoc/>
    public override string ToString() => DbArn;
}
