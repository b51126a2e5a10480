using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>AWS Secrets Manager: GetSecretValue, of the secrets in which RDS manages master passwords.</summary>
internal sealed class SecretsManagerService(Organisation organisation) : IAwsService
{
    public string SigningName => "secretsmanager";

    public IAwsProtocol Protocol { get; } = new JsonProtocol("secretsmanager", "ThrottlingException");

    public AwsResult Handle(AwsCall call) => call.Action switch
    {
        "GetSecretValue" => GetSecretValue(call),
        _ => throw new AwsFailureException("UnknownOperationException", $"The sandbox has no operation {call.Action}."),
    };

    private AwsResult GetSecretValue(AwsCall call)
    {
        var wanted =
            call.Parameters.Find("SecretId") ?? throw new AwsFailureException("InvalidParameterException", "SecretId is required.");
        var stage = call.Parameters.Find("VersionStage") ?? "AWSCURRENT";
        var secret =
            organisation.Find(call.Caller!.AccountId)!.In(call.Region).Secrets.Find(secret => secret.Arn == wanted || secret.Name == wanted)
            ?? throw new AwsFailureException("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        if (!secret.Stages.TryGetValue(stage, out var version))
            throw new AwsFailureException(
                "ResourceNotFoundException", $"Secrets Manager can't find the specified secret value for staging label: {stage}");
        return AwsResult.Of(new JsonObject
        {
            ["ARN"] = secret.Arn,
            ["Name"] = secret.Name,
            ["VersionId"] = version.VersionId,
            ["SecretString"] = version.SecretString,
            ["VersionStages"] = new JsonArray(stage),
            ["CreatedDate"] = 1740830400.25,
        });
    }
}
