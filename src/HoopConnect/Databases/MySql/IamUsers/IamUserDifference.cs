using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IamUsers;

/// <summary>What is to be done to one account, from what the server says and what was asked for.</summary>
internal sealed class IamUserDifference(IamServerReading reading, IamUserRequest request, Account account)
{
    private const string ByToken = $"IDENTIFIED WITH {IamServerReading.Plugin} AS '{IamServerReading.WantedMethod}' REQUIRE SSL";

    private readonly AccountReading? _present = reading.Server.Find(account);

    /// <summary>The account is not there.</summary>
    public bool Create => _present is null;

    // Where users carry no attributes, nothing but the plugin tells who made an account that logs in by token.
    private bool IsMarked => _present is { IsMarked: true } || (!reading.Server.Version.HasUserAttributes && IamServerReading.IsByToken(_present));

    /// <summary>What is not ours to take is left, and told, where no mark says that we gave it.</summary>
    private bool MayRevoke => Create || request.Adopt || _present is { IsMarked: true };

    /// <summary>Refuses what must not or cannot be done.</summary>
    public void Check()
    {
        if (!reading.HasPlugin)
        {
            throw IamUserRefusals.NotEnabled(request, reading.PluginStatus is null
                ? $"plugin '{IamServerReading.Plugin}' is not loaded, which RDS does when IAM authentication is enabled"
                : $"plugin '{IamServerReading.Plugin}' is {reading.PluginStatus}");
        }

        if (request.IsExisting)
        {
            var others = reading.Server.Others(account).Select(other => other.Sql).ToList();
            if (_present is null)
                throw IamUserRefusals.NotFound(request, account.Sql, others.Count == 0 ? "" : $", but {string.Join(", ", others)} (name its host with -HostPattern)");
            return;
        }

        if (request.IsMaster)
            throw IamUserRefusals.IsMaster(request);
        if (!Create && !IsMarked && !request.Adopt)
            throw IamUserRefusals.NotOurs(request, account.Sql);
        foreach (var schema in request.Grants?.Databases ?? [])
        {
            if (!reading.Server.Schemas.Contains(schema, StringComparer.Ordinal))
                throw IamUserRefusals.NoScope(request, "IamUser.DatabaseNotFound", $"user schema '{schema}'");
        }
    }

    /// <summary>The steps, in the order they run.</summary>
    public IReadOnlyList<PlanStep> Steps()
    {
        var target = $"user {account}";
        var steps = new List<PlanStep>();
        var mark = request.IsExisting || !reading.Server.Version.HasUserAttributes || _present is { IsMarked: true } ? "" : $" ATTRIBUTE '{MarkAttribute.Mark}'";
        if (Create)
            steps.Add(new PlanStep(target, "create user", $"CREATE USER {account.Sql} {ByToken}{mark}"));
        else if (!IamServerReading.IsByToken(_present) || reading.Method != IamServerReading.WantedMethod)
            steps.Add(new PlanStep(target, "log in by token", $"ALTER USER {account.Sql} {ByToken}{mark}") { Note = "its password stops working" });
        else if (!reading.RequiresTls)
            steps.Add(new PlanStep(target, "require TLS", $"ALTER USER {account.Sql} REQUIRE SSL{mark}"));
        else if (mark.Length > 0)
            steps.Add(new PlanStep(target, "mark", $"ALTER USER {account.Sql}{mark}"));
        if (_present is { IsLocked: true })
            steps.Add(new PlanStep(target, "unlock", $"ALTER USER {account.Sql} ACCOUNT UNLOCK"));
        steps.AddRange(Grants().Where(grant => !grant.Revoke || MayRevoke).Select(grant => grant.ToStep(account)));
        return steps;
    }

    /// <summary>What is not as it should be, and stays when the steps are done.</summary>
    public IReadOnlyList<Finding> Lasting() =>
    [
        .. Grants().Where(grant => grant.Revoke && !MayRevoke).Select(grant => grant.Finding with
        {
            Reason = "Unfixable",
            Message = $"{grant.Finding.Message}, and no mark says that HoopConnect gave it: with -Adopt it is taken away ({grant.Sql})",
        }),
        .. Differ()?.Lasting() ?? [],
        .. reading.Server.Others(account).Select(other => new Finding(null, $"user {other}", "Unfixable",
            "another account of the same name, which the server takes for logins from its host: its way to log in and its privileges are its own")),
    ];

    private IReadOnlyList<GrantChange> Grants() => Differ()?.Compare(account, _present?.Grants ?? []) ?? [];

    /// <summary>What compares its privileges with those of the role or of the policy; null where they are left alone.</summary>
    private GrantDifference? Differ() =>
        request.Role is { } kind ? RolePrivileges.Difference(reading.Server, kind, serverWide: false)
        : request.Grants is { } wanted ? PolicyPrivileges.Difference(reading.Server, request.UserName, wanted)
        : null;
}
