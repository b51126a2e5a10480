using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// The master joins an owner and leaves it again in one transaction: what an owner alone may do (its default privileges, grants on what it
/// owns) needs the owner's privileges. From 16 on the membership inherits and cannot SET ROLE, and needs ADMIN on the owner; before, any
/// CREATEROLE role can give itself any membership, which is an escalation that the plan shows.
/// </summary>
internal sealed class TemporaryMembership(string target, bool membershipOptions)
{
    public PlanStep Join(OwnerReading owner) => membershipOptions
        ? new PlanStep(
            target, "join owner",
            $"GRANT {Identifier.Quote(owner.Name)} TO CURRENT_USER WITH INHERIT TRUE{(owner.SelfGranted ? "" : ", SET FALSE")}")
        {
            Note = "until the end of this transaction",
        }
        : new PlanStep(target, "join owner", $"GRANT {Identifier.Quote(owner.Name)} TO CURRENT_USER")
        {
            Note = "until the end of this transaction; "
                + "before PostgreSQL 16 this is an escalation: the master needs no leave of the owner's",
        };

    /// <summary>Takes back only what <see cref="Join"/> gave: a membership that was there before stays as it was.</summary>
    public PlanStep Leave(OwnerReading owner) => membershipOptions && owner.SelfGranted
        ? new PlanStep(target, "leave owner", $"GRANT {Identifier.Quote(owner.Name)} TO CURRENT_USER WITH INHERIT FALSE")
        : new PlanStep(target, "leave owner", $"REVOKE {Identifier.Quote(owner.Name)} FROM CURRENT_USER");
}
