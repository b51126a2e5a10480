using HoopConnect.Aws;
using HoopConnect.Credentials.Master;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tests.Credentials.Fakes;

namespace HoopConnect.Tests.Credentials.Master;

/// <summary>A master whose password RDS keeps in Secrets Manager: read there, proved on a real server, never changed.</summary>
public class ManagedMasterTests(SandboxFixture fixture)
{
    private const string Orders = "222233334444";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_read_in_Secrets_Manager_and_logs_in_and_nothing_is_written()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted");
        var found = await scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel);
        Assert.Equal((MasterCredentialSource.SecretsManager, "postgres", null, scenario.Database.MasterUserSecretArn),
            (found!.Source, found.UserName, found.VaultName, found.SecretName));
        Assert.True(await scenario.LogsInAsync(found.Login));
        Assert.Equal(
            MasterCredentialSource.SecretsManager,
            (await scenario.Credentials().EnsureAsync(scenario.Request, allowReset: true, scenario.Host, Cancel)).Source);

        Assert.Empty(await scenario.Vault.ListAsync("", Cancel));
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.All(
            scenario.Host.Everything, line => Assert.DoesNotContain(scenario.Server!.MasterLogin.Password, line, StringComparison.Ordinal));
        Assert.DoesNotContain(scenario.Server!.MasterLogin.Password, found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_no_vault_and_a_vault_that_has_a_working_login_comes_first()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted");
        var without = new MasterCredentials(
            scenario.Session, scenario.Directory, vault: null, state: null, MasterScenario.Quick, TimeProvider.System);
        Assert.Equal(MasterCredentialSource.SecretsManager, (await without.GetAsync(scenario.Request, scenario.Host, Cancel))!.Source);

        await scenario.Vault.SetAsync(CredentialSamples.Entry(scenario.Entry, scenario.Server!.MasterLogin.Password, "postgres"), Cancel);
        var asked = scenario.Sandbox.Requests.Of("secretsmanager:GetSecretValue").Count;
        Assert.Equal(
            MasterCredentialSource.Vault, (await scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel))!.Source);
        Assert.Equal(asked, scenario.Sandbox.Requests.Of("secretsmanager:GetSecretValue").Count);
    }

    [Fact]
    public async Task While_a_rotation_is_under_way_the_previous_version_logs_in()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted");
        lock (scenario.Sandbox.Organisation.Gate)
            SecretOf(scenario).Put("not-yet-the-server-s");
        var found = await scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel);
        Assert.Equal(scenario.Server!.MasterLogin.Password, found!.Login.Password.Reveal());

        // And when the server has it, the current one does.
        await scenario.Server.SetPasswordAsync("not-yet-the-server-s");
        found = await scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel);
        Assert.Equal("not-yet-the-server-s", found!.Login.Password.Reveal());
    }

    [Fact]
    public async Task A_secret_that_the_server_refuses_is_an_error_of_its_own_and_shows_nothing()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted");
        await scenario.Server!.SetPasswordAsync("somebody-set-another");
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel));
        Assert.Equal(("MasterCredential.SecretRefused", HoopErrorKind.AuthenticationError), (error.ErrorId, error.Kind));
        Assert.Contains(scenario.Database.MasterUserSecretArn!, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PasswordIn(scenario), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_that_is_denied_names_the_action_and_the_secret()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted");
        scenario.Sandbox.Organisation.Denials.Deny(Orders, "secretsmanager:GetSecretValue");
        var error = await Assert.ThrowsAsync<AwsErrorException>(
            () => scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel));
        Assert.Equal(
            ("MasterCredential.SecretNotReadable", HoopErrorKind.ReadError, scenario.Database.Arn),
            (error.ErrorId, error.Kind, error.Target));
        foreach (var text in new[] { error.Message, error.RecommendedAction! })
        {
            Assert.Contains("secretsmanager:GetSecretValue", text, StringComparison.Ordinal);
            Assert.Contains(scenario.Database.MasterUserSecretArn!, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ResourceNotFoundException", "MasterCredential.SecretNotReadable")]
    [InlineData("InvalidRequestException", "MasterCredential.SecretNotReadable")]
    [InlineData("DecryptionFailure", "MasterCredential.SecretNotReadable")]
    [InlineData("ThrottlingException", "Aws.Throttled")]
    public async Task What_Secrets_Manager_refuses_is_told_from_what_passes(string code, string errorId)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted", server: false);
        scenario.Sandbox.Faults.Add(new Fault(FaultKind.Error) { Service = "secretsmanager", ErrorCode = code, Times = 100 });
        var error = await Assert.ThrowsAsync<AwsErrorException>(
            () => scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel));
        Assert.Equal((errorId, code), (error.ErrorId, error.AwsErrorCode));
    }

    [Theory]
    [InlineData("no JSON: pass-word-1")]
    [InlineData("{\"username\":\"postgres\",\"pass\":\"pass-word-1\"}")]
    [InlineData("[\"pass-word-1\"]")]
    public async Task A_secret_of_another_form_is_refused_without_quoting_it(string content)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted", server: false);
        lock (scenario.Sandbox.Organisation.Gate)
            SecretOf(scenario).Stages["AWSCURRENT"] = (content, "another-form-of-this-secret-0123456");
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.SecretNotReadable", error.ErrorId);
        Assert.DoesNotContain("pass-word-1", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_stays_refused_although_the_secret_can_be_read()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted");
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.ResetAsync());
        Assert.Equal("MasterCredential.ManagedByRds", error.ErrorId);
        Assert.Empty(scenario.Sandbox.Requests.Of("secretsmanager:GetSecretValue"));
        Assert.Empty(await scenario.Vault.ListAsync("", Cancel));
    }

    [Fact]
    public async Task Without_an_AWS_session_the_error_names_the_secret()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "vaulted");
        var error = await Assert.ThrowsAsync<HoopException>(
            () => new MasterCredentials(null, null, CredentialSamples.Checked(scenario.Vault), null).GetAsync(
                scenario.Request, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.ManagedByRds", error.ErrorId);
        Assert.Contains(scenario.Database.MasterUserSecretArn!, error.Message, StringComparison.Ordinal);
    }

    private static ManagedSecret SecretOf(MasterScenario scenario) =>
        scenario.Sandbox.Organisation.Secret(scenario.Database.MasterUserSecretArn!);

    private static string PasswordIn(MasterScenario scenario) =>
        System
            .Text.Json.JsonDocument.Parse(SecretOf(scenario).Stages["AWSCURRENT"].SecretString)
            .RootElement.GetProperty("password")
            .GetString()!;
}
