using System.Text.Json;
using HoopConnect.Aws;
using HoopConnect.Aws.Protocol;
using HoopConnect.Aws.SecretsManager;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Master;

/// <summary>
/// The Secrets Manager secret in which RDS keeps and rotates a master password (Amazon RDS User Guide, "Password management with Amazon RDS
/// and AWS Secrets Manager"): JSON with <c>username</c> and <c>password</c>. It is only ever read.
/// </summary>
internal sealed class ManagedMasterSecret(IAwsServices aws, RdsDatabase database, string secretArn)
{
    private const string Action = "secretsmanager:GetSecretValue";

    // The secret is gone, is to be deleted, or its key cannot be used (Secrets Manager API Reference, "GetSecretValue").
    private static readonly string[] LastingErrors = [SecretsManagerClient.NotFound, "InvalidRequestException", "DecryptionFailure"];

    /// <summary>The login that works: of the secret's current version, or of its previous one while a rotation is under way.</summary>
    /// <exception cref="HoopException">
    /// <c>MasterCredential.SecretNotReadable</c>, <c>MasterCredential.SecretRefused</c>, those of AWS and of a login.
    /// </exception>
    public async Task<DatabaseLogin> FindWorkingAsync(TryLogin tryLogin, IHoopHost host, CancellationToken cancellationToken)
    {
        var secrets = aws.SecretsManager(database.AccountId, database.Region);
        foreach (var stage in new[] { SecretsManagerClient.Current, SecretsManagerClient.Previous })
        {
            if (await ReadAsync(secrets, stage, cancellationToken) is not { } login)
                continue;
            if (await tryLogin(login, cancellationToken) == LoginOutcome.Accepted)
                return login;
            login.Password.Dispose();
            host.Verbose($"The server of '{database.Identifier}' refuses what the secret '{secretArn}' has as {stage}.");
        }

        throw MasterCredentialErrors.SecretRefused.Error(
            database,
            $"The server of '{database.Identifier}' refuses the login of '{secretArn}', the secret in which RDS manages its master " +
                "credential (the current and the previous one).");
    }

    /// <returns>Null where there is no previous version.</returns>
    private async Task<DatabaseLogin?> ReadAsync(ISecretsManagerClient secrets, string stage, CancellationToken cancellationToken)
    {
        SecretValue value;
        try
        {
            value = await secrets.GetSecretValueAsync(secretArn, stage, cancellationToken);
        }
        catch (AwsErrorException failure)
            when (failure.AwsErrorCode == SecretsManagerClient.NotFound && stage == SecretsManagerClient.Previous)
        {
            return null;
        }
        catch (AwsErrorException failure) when (AwsErrors.AccessDenied.Is(failure) || LastingErrors.Contains(failure.AwsErrorCode))
        {
            throw NotReadable(failure);
        }

        using var text = value.SecretString;
        return Parse(text) ?? throw MasterCredentialErrors.SecretNotReadable.Error(
            $"The secret '{secretArn}', in which RDS manages the master credential of '{database.Identifier}', is no JSON with the " +
                "members username and password.",
            database.Arn, "Look at the secret in Secrets Manager, or give the login with -DbCredential.");
    }

    private static DatabaseLogin? Parse(Secret? text)
    {
        try
        {
            using var document = JsonDocument.Parse(text?.Reveal() ?? "null");
            return document.RootElement.Text("username") is { } user && document.RootElement.Text("password") is { } password
                ? new DatabaseLogin(user, Secret.From(password))
                : null;
        }
        catch (JsonException)
        {
            // Its message could quote the secret.
            return null;
        }
    }

    private AwsErrorException NotReadable(AwsErrorException failure) =>
        new(MasterCredentialErrors.SecretNotReadable,
            $"RDS manages the master credential of '{database.Identifier}' in the secret '{secretArn}', which cannot be read: " +
                $"{failure.Message}",
            failure)
        {
            AwsErrorCode = failure.AwsErrorCode,
            RequestId = failure.RequestId,
            AccountId = failure.AccountId,
            Region = failure.Region,
            Operation = failure.Operation,
            Target = database.Arn,
            RecommendedAction = AwsErrors.AccessDenied.Is(failure)
                ? $"Allow {Action} on {secretArn} (and kms:Decrypt on its key, where that is not the key aws/secretsmanager), or give " +
                    "the login with -DbCredential."
                : "Look at the secret in Secrets Manager, or give the login with -DbCredential.",
        };
}
