namespace HoopConnect.Aws.SecretsManager;

/// <summary>The call of AWS Secrets Manager that the product makes; operation and members are named as in its API Reference.</summary>
public interface ISecretsManagerClient
{
    /// <summary>One version of a secret, by the stage it is in.</summary>
    /// <param name="secretId">The secret's ARN or name.</param>
    /// <param name="versionStage"><c>AWSCURRENT</c> or <c>AWSPREVIOUS</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<SecretValue> GetSecretValueAsync(string secretId, string versionStage, CancellationToken cancellationToken);
}
