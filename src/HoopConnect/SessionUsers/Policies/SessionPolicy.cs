using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>
/// One policy of a policy file: what its session users may do, on which server, and for how long. What is derived from the spelled
/// entries (<see cref="Scopes"/>, <see cref="Privileges"/>, <see cref="UserName"/>) is worked out anew at each reading, so that a policy
/// that came back from JSON, a file or a job is the same one.
/// </summary>
public sealed record SessionPolicy
{
    /// <summary>How long a user lives where the policy does not say: 12 hours.</summary>
    public static TimeSpan DefaultExpiration { get; } = TimeSpan.FromHours(12);

    /// <summary>The longest life a policy can give: 24 hours.</summary>
    public static TimeSpan LongestExpiration { get; } = TimeSpan.FromHours(24);

    /// <summary>The policy's name, the label of its block.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The engine as the policy spells it: <c>postgres</c>, <c>mysql</c> or <c>mariadb</c> (<see cref="Databases.DatabaseEngines.For"/>
    /// takes it).
    /// </summary>
    public required string Engine { get; init; }

    /// <summary>The name under which the vault keeps the granter's DSN.</summary>
    public required string PluginConfigEntry { get; init; }

    /// <summary>How long a user lives, at most 24 hours.</summary>
    public TimeSpan Expiration { get; init; } = DefaultExpiration;

    /// <summary>The instances as the policy spells them and in its order: <c>database</c> or <c>database.schema</c>.</summary>
    public required IReadOnlyList<string> Instances { get; init; }

    /// <summary>The privileges as the policy spells them and in its order.</summary>
    public required IReadOnlyList<string> GrantPrivileges { get; init; }

    /// <summary>The file it was read from; null where it came from none.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/> where its block begins, counted from 1; 0 where it came from none.</summary>
    public int Line { get; init; }

    /// <summary>The instances as databases and schemas.</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidInstance</c>.</exception>
    public IReadOnlyList<GrantScope> Scopes => (GrantScope[])[.. Instances.Select(instance => PolicyInstance.Parse(instance, Engine))];

    /// <summary>The privileges.</summary>
    /// <exception cref="HoopException"><c>Policy.UnknownPrivilege</c>.</exception>
    public IReadOnlyList<GrantPrivilege> Privileges =>
        (GrantPrivilege[])[.. GrantPrivileges.Select(privilege => PolicyPrivilege.Parse(privilege, Engine))];

    /// <summary>The name of the user that all who use this policy share.</summary>
    public string UserName => SessionUserName.Of(Instances, GrantPrivileges);

    /// <summary>The policy's name and where it stands.</summary>
    public override string ToString() => File is null ? Name : $"{Name} ({File}:{Line})";
}
