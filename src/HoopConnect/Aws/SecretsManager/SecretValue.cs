using HoopConnect.Secrets;

namespace HoopConnect.Aws.SecretsManager;

/// <summary>A version of a secret ("GetSecretValue" in the Secrets Manager API Reference).</summary>
/// <param name="Arn">The secret's ARN.</param>
/// <param name="SecretString">Its text; null where it holds bytes.</param>
public sealed record SecretValue(string Arn, Secret? SecretString);
