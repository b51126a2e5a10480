namespace HoopConnect.Tests.Contracts;

/// <summary>What holds for the text of every source file.</summary>
public class SourceTextTests
{
    private const int LongestLine = 140;

    /// <summary>Files whose lines are still to be made shorter; empty in the end.</summary>
    private static readonly string[] FilesToCome =
    [
        "bench/HoopConnect.Bench/ImportBench.cs",
        "bench/HoopConnect.Bench/Roles/MariaDbRolesBench.cs",
        "bench/HoopConnect.Bench/Roles/ProcessorSeconds.cs",
        "src/HoopConnect/Databases/MySql/IamUsers/IamServerReading.cs",
        "src/HoopConnect/Databases/MySql/IamUsers/IamUserChangePlan.cs",
        "src/HoopConnect/Databases/MySql/IamUsers/IamUserChanger.cs",
        "src/HoopConnect/Databases/MySql/IamUsers/IamUserDifference.cs",
        "src/HoopConnect/Databases/MySql/IamUsers/IamUserProvisioner.cs",
        "src/HoopConnect/Databases/MySql/Roles/RoleChangePlan.cs",
        "src/HoopConnect/Databases/MySql/Roles/RoleChanger.cs",
        "src/HoopConnect/Databases/MySql/Roles/RolePlanner.cs",
        "src/HoopConnect/Databases/MySql/Roles/RoleProvisioner.cs",
        "src/HoopConnect/Databases/MySql/Roles/RoleRemovalPlan.cs",
        "src/HoopConnect/Databases/MySql/Roles/RoleRemover.cs",
        "src/HoopConnect/Databases/MySql/Server/Account.cs",
        "src/HoopConnect/Databases/MySql/Server/Errors.cs",
        "src/HoopConnect/Databases/MySql/Server/Grants/AllPrivileges.cs",
        "src/HoopConnect/Databases/MySql/Server/Grants/GrantDifference.cs",
        "src/HoopConnect/Databases/MySql/Server/Grants/ShowGrants.cs",
        "src/HoopConnect/Databases/MySql/Server/Identifier.cs",
        "src/HoopConnect/Databases/MySql/Server/Ledger.cs",
        "src/HoopConnect/Databases/MySql/Server/LedgerReading.cs",
        "src/HoopConnect/Databases/MySql/Server/Literal.cs",
        "src/HoopConnect/Databases/MySql/Server/MarkRole.cs",
        "src/HoopConnect/Databases/MySql/Server/PasswordHash.cs",
        "src/HoopConnect/Databases/MySql/Server/ServerLock.cs",
        "src/HoopConnect/Databases/MySql/Server/ServerReader.cs",
        "src/HoopConnect/Databases/MySql/Server/ServerReading.cs",
        "src/HoopConnect/Databases/MySql/Server/ServerTime.cs",
        "src/HoopConnect/Databases/MySql/Server/ServerValue.cs",
        "src/HoopConnect/Databases/MySql/Server/Session.cs",
        "src/HoopConnect/Databases/MySql/Server/StatementException.cs",
        "src/HoopConnect/Databases/MySql/Server/WaitingConnection.cs",
        "src/HoopConnect/Databases/MySql/SessionUsers/SessionUserChangePlan.cs",
        "src/HoopConnect/Databases/MySql/SessionUsers/SessionUserChanger.cs",
        "src/HoopConnect/Databases/MySql/SessionUsers/SessionUserPlanner.cs",
        "src/HoopConnect/Databases/MySql/SessionUsers/SessionUserProvisioner.cs",
        "src/HoopConnect/Databases/MySql/SessionUsers/SessionUserReader.cs",
        "src/HoopConnect/Databases/MySql/Users/AccountRemoval.cs",
        "src/HoopConnect/Databases/MySql/Users/DefinedObject.cs",
        "src/HoopConnect/Databases/MySql/Users/DefinedObjectReader.cs",
        "src/HoopConnect/Databases/MySql/Users/FoundUser.cs",
        "src/HoopConnect/Databases/MySql/Users/FoundUserReader.cs",
        "src/HoopConnect/Databases/MySql/Users/ManagedUsers.cs",
        "src/HoopConnect/Databases/MySql/Users/MarkReading.cs",
        "src/HoopConnect/Databases/MySql/Users/MarkedAccount.cs",
        "src/HoopConnect/Databases/MySql/Users/OpenSessions.cs",
        "src/HoopConnect/Databases/MySql/Users/PolicyPrivileges.cs",
        "src/HoopConnect/Databases/MySql/Users/RemovalPlan.cs",
        "src/HoopConnect/Databases/MySql/Users/UserRemover.cs",
        "src/HoopConnect/Databases/PostgreSql/IamUsers/IamUserChanger.cs",
        "src/HoopConnect/Databases/PostgreSql/IamUsers/IamUserPolicyErrors.cs",
        "src/HoopConnect/SessionUsers/Hcl/HclCharacters.cs",
        "tests/HoopConnect.Sandbox/Servers/PamParts.cs",
        "tests/HoopConnect.Sandbox/Servers/Tds/TdsProcedure.cs",
        "tests/HoopConnect.Tests/Databases/MySql/IamUsers/IamKindTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/IamUsers/IamStatementTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/MariaDbProvisioningTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Roles/RoleCrashTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Roles/RoleMarkTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Roles/RoleRemovalTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Roles/RoleScenario.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Roles/RoleTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/BentServerTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/Grants/ShowGrantsTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/PasswordHashTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/SecondClientTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/ServerRuleTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/SessionTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/TextTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/Wire/FakeMySqlServer.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/Wire/HostileServerTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/Wire/ServerPackets.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/Wire/UnprovedServerTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Server/Wire/WireFuzzTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/SessionUsers/SessionUserScenario.cs",
        "tests/HoopConnect.Tests/Databases/MySql/SessionUsers/SessionUserTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/SharedMySql.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Users/EarlierUserTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Users/ForgedMarkTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Users/MarkTests.cs",
        "tests/HoopConnect.Tests/Databases/MySql/Users/SessionUserRemovalTests.cs",
        "tests/HoopConnect.Tests/Databases/PostgreSql/Roles/MemoryRolePasswords.cs",
        "tests/HoopConnect.Tests/Databases/PostgreSql/Users/RemovalTests.cs",
        "tests/HoopConnect.Tests/Databases/SqlServer/Server/SecondClientTests.cs",
        "tests/HoopConnect.Tests/Databases/SqlServer/Server/SessionTests.cs",
        "tests/HoopConnect.Tests/Databases/Users/ManagedMarkTests.cs",
        "tests/HoopConnect.Tests/IamAuthentication/BotocoreTokenTests.cs",
        "tests/HoopConnect.Tests/IamAuthentication/Users/IamDbUsersTests.cs",
        "tests/HoopConnect.Tests/Oracles/PostgresStatements.cs",
        "tests/HoopConnect.Tests/SessionUsers/GranterDsnTests.cs",
        "tests/HoopConnect.Tests/SessionUsers/Hcl/HclOracleTests.cs",
        "tests/HoopConnect.Tests/SessionUsers/Hcl/HclParserTests.cs",
        "tests/HoopConnect.Tests/SessionUsers/Hcl/HclTextGenerator.cs",
        "tests/HoopConnect.Tests/SessionUsers/Policies/PolicyFileReaderTests.cs",
        "tests/HoopConnect.Tests/SessionUsers/Policies/PolicyFuzzTests.cs",
    ];

    [Fact]
    public void No_line_is_longer_than_140_characters()
    {
        var wrong =
            from folder in (string[])["src", "tests", "bench", "build"]
            from file in Repository.Sources(folder)
            where !FilesToCome.Contains(file)
            from line in File.ReadLines(Repository.PathOf(file)).Select((text, index) => (text, number: index + 1))
            where line.text.Length > LongestLine
            select $"{file}:{line.number} has {line.text.Length}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_comment_cites_what_nobody_else_has()
    {
        // Spelled in two parts, so that this file is none of them.
        string[] citations = ["DES" + "IGN", "product this " + "follows"];
        var wrong =
            from file in Repository.Sources("src")
            let text = File.ReadAllText(Repository.PathOf(file))
            where citations.Any(citation => text.Contains(citation, StringComparison.Ordinal))
            select file;
        Assert.Empty(wrong);
    }
}
