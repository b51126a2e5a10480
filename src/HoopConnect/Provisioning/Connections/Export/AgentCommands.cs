namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>
/// What is printed for the agent that runs a job, in the form of GitHub Actions ("Workflow commands") and of Azure Pipelines ("Logging
/// commands"). Line ends and the character that escapes them are escaped in both.
/// </summary>
internal static class AgentCommands
{
    /// <summary>Each line of the secret: an agent looks for it in the lines of its log.</summary>
    public static IEnumerable<string> LinesOf(string secret) =>
        secret.Split(['\r', '\n']).Where(line => !string.IsNullOrWhiteSpace(line)).Distinct(StringComparer.Ordinal);

    /// <summary>GitHub Actions hides the text in its log from there on.</summary>
    public static string GitHubMask(string text) => "::add-mask::" + Escaped(text, percent: "%25");

    /// <summary>Azure Pipelines hides the text in its log from there on.</summary>
    public static string AzureMask(string text) => "##vso[task.setsecret]" + Escaped(text, percent: "%AZP25");

    /// <summary>A variable of the job's later steps in Azure Pipelines; a secret one only reaches a step that maps it.</summary>
    public static string AzureVariable(string name, string value, bool isSecret) =>
        $"##vso[task.setvariable variable={name}{(isSecret ? ";issecret=true" : "")}]" + Escaped(value, percent: "%AZP25");

    private static string Escaped(string data, string percent) =>
        data.Replace("%", percent, StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
