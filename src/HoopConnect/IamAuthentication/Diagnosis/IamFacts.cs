using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>Something that was asked for: the answer, or why there is none.</summary>
internal sealed record Asked<T>(T? Answer, HoopException? Failure)
{
    public static async Task<Asked<T>> OfAsync(Func<Task<T>> ask)
    {
        try
        {
            return new Asked<T>(await ask(), null);
        }
        catch (HoopException failure)
        {
            return new Asked<T>(default, failure);
        }
    }
}

/// <summary>What was found out, from which the links are judged.</summary>
internal sealed record IamFacts
{
    /// <summary>The database as RDS describes it now; null for a server that RDS was not asked about.</summary>
    public required Asked<RdsDatabase>? Now { get; init; }

    /// <summary>How far AWS's clock is ahead.</summary>
    public required Asked<TimeSpan> Skew { get; init; }

    /// <summary>IAM's decision on <c>rds-db:connect</c>, for whom, and on what; null where it was not asked.</summary>
    public required Asked<PolicyAnswer>? Policy { get; init; }

    /// <summary>What the server says of the user; null where nobody could look.</summary>
    public required Asked<IamUserReading>? User { get; init; }

    /// <summary>When the token that the server accepted expires, or why it was not made or not accepted.</summary>
    public required Asked<DateTime> Token { get; init; }

    /// <summary>The name that the host is another name of; null where it is none.</summary>
    public string? CanonicalName { get; init; }

    /// <summary>The login went through, whatever came after it.</summary>
    public bool IsAccepted => Token.Failure is null || DatabaseErrors.ProvesPassword(Token.Failure);

    /// <summary>The server answered: its certificate was trusted, and it said yes or no.</summary>
    public bool IsAnswered =>
        IsAccepted
        || Token.Failure!.IsAnyOf(DatabaseErrors.LoginRefused, DatabaseErrors.AuthenticationNotServed, DatabaseErrors.TooManyConnections);
}

/// <summary>What IAM answered.</summary>
/// <param name="Decision"><c>allowed</c>, <c>explicitDeny</c> or <c>implicitDeny</c>.</param>
/// <param name="Principal">Whose policies were simulated.</param>
/// <param name="Resource">The resource.</param>
internal sealed record PolicyAnswer(string Decision, string Principal, string Resource);
