using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>One GRANT or REVOKE that brings an account into line.</summary>
/// <param name="Revoke">It is a REVOKE.</param>
/// <param name="Schema">The schema it is about; null for what is about the server or a pattern of schemas.</param>
/// <param name="Subject">What it is about, for the reader.</param>
/// <param name="What">The privileges, for the reader.</param>
/// <param name="Sql">The statement.</param>
internal sealed record GrantChange(bool Revoke, string? Schema, string Subject, string What, string Sql)
{
    /// <summary>It takes back a power: something on the whole server, on the server's own schemas, another's name or role.</summary>
    public bool IsPower { get; init; }

    /// <summary>Who cannot make it, by his own grants; null where it is to be tried.</summary>
    public string? OutOfReachOf { get; init; }

    /// <summary>As a finding, before it is made; one that stays where it cannot be made.</summary>
    public Finding Finding =>
        !Revoke ? new Finding(Schema, Subject, FindingReasons.Missing, $"lacks {What}")
        : OutOfReachOf is null ? new Finding(Schema, Subject, FindingReasons.Surplus, $"has {What}") { IsPower = IsPower }
        : new Finding(Schema, Subject, FindingReasons.Unfixable,
            $"has {What}, which '{OutOfReachOf}' cannot take back; who may, runs: {Sql}") { IsPower = IsPower };

    /// <summary>As a finding, where it was tried and is still to be made.</summary>
    /// <param name="reason">The server's own words; null where it said nothing.</param>
    public Finding Failed(string? reason) => Finding with
    {
        Reason = reason is null ? FindingReasons.Failed : FindingReasons.Unfixable,
        Message = Finding.Message + (reason is null ? ", although the server reported success" : $", and the server says: {reason}"),
    };

    public PlanStep ToStep(Account account) => new($"user {account}", !Revoke ? "grant" : IsRevoke ? "revoke" : "alter user", Sql);

    private bool IsRevoke => Sql.StartsWith("REVOKE", StringComparison.Ordinal);
}
