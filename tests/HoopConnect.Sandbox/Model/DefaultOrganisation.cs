namespace HoopConnect.Sandbox.Model;

/// <summary>
/// The organisation that tests and demos start from. Accounts: 111122223333 management, 222233334444 orders, 333344445555 locked (lets
/// nobody in),
/// 444455556666 analytics, 555566667777 closed (SUSPENDED).
/// </summary>
public static class DefaultOrganisation
{
    /// <summary>The role that an organisation's accounts have for us.</summary>
    public const string RoleName = "HoopOrganizationAccountAccessRole";

    /// <summary>A role of the analytics account that demands <see cref="ExternalId"/>.</summary>
    public const string ExternalRoleName = "HoopExternalRole";

    /// <summary>What <see cref="ExternalRoleName"/> demands.</summary>
    public const string ExternalId = "hoop-sandbox-external-id";

    /// <summary>The role of the management account that the web identity token may assume.</summary>
    public const string WebIdentityRoleName = "HoopWebIdentity";

    /// <summary>The role of a permission set, in the management account and in orders.</summary>
    public const string PermissionSetRoleName = "AWSReservedSSO_Databases_0123456789abcdef";

    internal static Organisation Create(SandboxOptions options)
    {
        var organisation = new Organisation(options);
        var trusting = new Role(RoleName) { TrustedAccountIds = [organisation.Management.Id] };
        organisation.Management.Roles.Add(new Role(WebIdentityRoleName) { TrustsWebIdentity = true });
        // Jobs of the management account may be told to use the role there too.
        organisation.Management.Roles.Add(trusting);
        var orders = Add(organisation, new Account("222233334444", "orders"), trusting);
        var permissionSet = new Role(PermissionSetRoleName) { Path = "/aws-reserved/sso.amazonaws.com/" };
        organisation.Management.Roles.Add(permissionSet);
        orders.Roles.Add(permissionSet);
        Add(organisation, new Account("333344445555", "locked") { JoinedMethod = "INVITED" });
        var analytics = Add(organisation, new Account("444455556666", "analytics"), trusting,
            new Role(ExternalRoleName) { TrustedAccountIds = [organisation.Management.Id], ExternalId = ExternalId });
        Add(organisation, new Account("555566667777", "closed") { Status = "SUSPENDED" }, trusting);

        var (first, second) = (options.Regions[0], options.Regions[^1]);
        organisation.IdentityCenters.Add(DefaultDirectory(organisation, first));
        Build(organisation, organisation.Management, first)
            .Instance("shop", databaseName: "shop", tags: [("env", "prod"), ("team", "web")]);
        FillOrders(Build(organisation, orders, first), Build(organisation, orders, second));
        FillAnalytics(Build(organisation, analytics, first), Build(organisation, analytics, second));
        for (var number = 0; number < options.ExtraAccounts; number++)
        {
            var extra = Add(organisation, new Account($"9{number:00000000000}", $"extra-{number}"), trusting);
            foreach (var region in options.Regions)
                Build(organisation, extra, region).Instance($"extra-{number}");
        }
        return organisation;
    }

    // jane and omar@example.com are DBAs; omar@example.com and li.wei are analysts; ada is in no group.
    private static IdentityCenterInstance DefaultDirectory(Organisation organisation, string region)
    {
        var directory = new IdentityCenterInstance(organisation, organisation.Management.Id, region, "7223b0c1d2e3f405");
        directory.AddGroup("DBA");
        directory.AddGroup("Analysts");
        directory.AddUser("jane", "DBA");
        directory.AddUser("omar@example.com", "DBA", "Analysts");
        directory.AddUser("li.wei", "Analysts");
        directory.AddUser("ada");
        directory.Events.Clear();
        return directory;
    }

    private static void FillOrders(DatabaseBuilder first, DatabaseBuilder second)
    {
        var orders = first.Instance("orders", databaseName: "orders", tags: [("env", "prod"), ("team", "orders")]);
        orders.Replicas.Add("orders-replica");
        first.Proxy("orders-proxy", orders);
        first.Instance("orders-replica", replicaOf: "orders", tags: [("env", "prod")]);
        first.Instance("orders-test", tags: [("env", "test"), ("team", "orders")]);
        first.Instance(
            "ledger",
            engine: "oracle-ee",
            version: "19.0.0.0.ru-2025-01.rur-2025-01.r1",
            port: 1521,
            master: "admin",
            tags: [("env", "prod")]);
        first.Instance("legacy", engine: "mariadb", version: "10.11.14", port: 3306, master: "admin", tags: [("env", "prod")]);
        first.Instance(
            "billing", engine: "sqlserver-se", version: "16.00.4165.4.v1", port: 1433, master: "admin", tags: [("team", "finance")]);
        first.Instance("archive", status: "stopped", tags: [("env", "prod")]);
        first.Instance("vaulted", isManaged: true);
        first.Instance("upgrading", pending: [("EngineVersion", "18.5")]);
        first.Instance("classic", isInVpc: false);
        first.EksCluster("apps");
        second.Cluster(
            "payments",
            "aurora-postgresql",
            "17.4",
            members: 2,
            customEndpoint: "analytics",
            tags: [("env", "prod"), ("team", "payments")]);
    }

    private static void FillAnalytics(DatabaseBuilder first, DatabaseBuilder second)
    {
        first.Instance("metrics", databaseName: "metrics", tags: [("env", "prod"), ("team", "data")]);
        second.Cluster("reports", "postgres", "17.2", members: 3, customEndpoint: null, tags: [("env", "test"), ("team", "data")]);
    }

    private static Account Add(Organisation organisation, Account account, params Role[] roles)
    {
        foreach (var role in roles)
            account.Roles.Add(role);
        organisation.Accounts.Add(account);
        return account;
    }

    private static DatabaseBuilder Build(Organisation organisation, Account account, string region) => new(organisation, account, region);
}
