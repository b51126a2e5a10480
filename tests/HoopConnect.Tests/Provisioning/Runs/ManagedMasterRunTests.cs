using HoopConnect.Databases.Roles;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Sandbox.Faults;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>The whole run on a database whose master credential RDS keeps in Secrets Manager.</summary>
public class ManagedMasterRunTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_provisioned_with_the_login_of_its_secret_which_goes_into_no_vault_and_no_record()
    {
        await using var bench = await ProvisioningBench.StartAsync(sandboxes, "vaulted");
        var request = await bench.RequestAsync("vaulted") with { AllowMasterReset = false };
        var result = Assert.Single(await bench.ApplyAsync(request));

        Assert.Equal((ProvisioningState.Completed, null), (result.State, result.ErrorId));
        Assert.All(result.Roles, role => Assert.Equal(RoleState.Created, role.State));
        await using (await bench.LogInAsync("prod-ro"))
        {
        }

        var master = bench.Servers["vaulted"].MasterLogin.Password;
        Assert.DoesNotContain(master, (await bench.PasswordsAsync()).Values);
        Assert.All(
            Directory.GetFiles(bench.JobFolder), file => Assert.DoesNotContain(master, File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(bench.Host.Everything, line => Assert.DoesNotContain(master, line, StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Sandbox.Requests.Of("rds:ModifyDBInstance"), call => call.Parameters.ContainsKey("MasterUserPassword"));

        // It rotates; the next run has nothing to do and says so.
        await bench.Servers["vaulted"].SetPasswordByVerifierAsync("postgres", "rotated-by-rds", Cancellation);
        lock (bench.Sandbox.Organisation.Gate)
            bench.Sandbox.Organisation.Secret(bench.Sandbox.Organisation.Database("vaulted").MasterUserSecretArn!).Put("rotated-by-rds");
        var again = Assert.Single(await bench.ApplyAsync(request));
        Assert.Equal((ProvisioningState.Completed, false), (again.State, again.Changed));
    }

    [Fact]
    public async Task Where_the_secret_may_not_be_read_it_fails_before_anything_is_changed_and_names_the_action()
    {
        await using var bench = await ProvisioningBench.StartAsync(sandboxes, "vaulted");
        bench.Sandbox.Faults.Add(new Fault(FaultKind.Denied) { Service = "secretsmanager", Times = 100 });
        var result = Assert.Single(await bench.ApplyAsync(await bench.RequestAsync("vaulted")));
        Assert.Equal((ProvisioningState.Failed, "HoopConnect.MasterCredential.SecretNotReadable"), (result.State, result.ErrorId));
        Assert.Contains("secretsmanager:GetSecretValue", result.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.Empty(bench.Sandbox.Requests.Of("ec2:CreateSecurityGroup"));
        Assert.Empty(await bench.PasswordsAsync());
    }
}
