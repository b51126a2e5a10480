using HoopConnect.Discovery;

namespace HoopConnect.IamAuthentication.Enabling;

/// <summary>IAM authentication of one database, as RDS described it last.</summary>
public sealed record IamAuthenticationStatus
{
    /// <summary>The account it is in.</summary>
    public required string AccountId { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>The DB instance or DB cluster identifier.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The id that policies for <c>rds-db:connect</c> name.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Whether it takes logins by IAM.</summary>
    public required IamAuthenticationState State { get; init; }

    /// <summary>Whether this run changed it.</summary>
    public required bool Changed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{AccountId}/{Region}/{Identifier}: {State}";

    internal static IamAuthenticationStatus Of(RdsDatabase database, bool changed) => new()
    {
        AccountId = database.AccountId,
        Region = database.Region,
        Identifier = database.Identifier,
        Arn = database.Arn,
        ResourceId = database.ResourceId,
        State = database.IamDatabaseAuthenticationEnabled ? IamAuthenticationState.Enabled : IamAuthenticationState.Pending,
        Changed = changed,
    };
}
