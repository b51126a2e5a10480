using System.Text.Json;
using HoopConnect.Aws.Protocol;
using HoopConnect.Secrets;

namespace HoopConnect.Aws.SecretsManager;

/// <summary>AWS Secrets Manager over the JSON protocol.</summary>
internal sealed class SecretsManagerClient(ServiceChannel channel) : ISecretsManagerClient
{
    public const string Current = "AWSCURRENT";

    /// <summary>What a rotation made of the former <see cref="Current"/>.</summary>
    public const string Previous = "AWSPREVIOUS";

    /// <summary>What Secrets Manager answers where there is no such secret, or none in that stage.</summary>
    public const string NotFound = "ResourceNotFoundException";

    public async Task<SecretValue> GetSecretValueAsync(string secretId, string versionStage, CancellationToken cancellationToken)
    {
        var members = new Dictionary<string, string> { ["SecretId"] = secretId, ["VersionStage"] = versionStage };
        var request = new ProtocolRequest(AwsService.SecretsManager, "GetSecretValue")
        {
            Json = JsonSerializer.SerializeToUtf8Bytes(members),
            Target = secretId,
        };
        var answer = await channel.JsonAsync(request, cancellationToken);
        return new SecretValue(answer.Text("ARN") ?? secretId, answer.Text("SecretString") is { } text ? Secret.From(text) : null);
    }
}
