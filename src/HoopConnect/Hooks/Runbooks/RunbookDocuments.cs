using System.Globalization;
using System.Text;
using System.Text.Json;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Secrets;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// What a runbook is told, as two documents in its environment: what was asked for, and what became of it. They are made of the job's
/// record, so that a later run has the same ones. Passwords are in them where they are given; otherwise there is where to find them.
/// </summary>
internal static class RunbookDocuments
{
    /// <summary>The variable with the request.</summary>
    public const string Request = "HOOP_AWS_CONNECT_REQUEST";

    /// <summary>The variable with the response.</summary>
    public const string Response = "HOOP_AWS_CONNECT_RESPONSE";

    /// <summary>What was asked for.</summary>
    /// <param name="job">The job.</param>
    /// <param name="master">The master's password; null to leave it out.</param>
    public static string WriteRequest(JobRecord job, Secret? master) => Write(json =>
    {
        var vault = job.Status.Result.Select(role => role.CredentialsInfo).FirstOrDefault(info => info.SecretId.Length > 0);
        json.WriteString("org_id", job.OrgId);
        json.WriteString("sid", job.Id);
        json.WriteString("resource_id", job.Spec.DbArn);
        json.WriteString("hostname", job.Spec.DbHost);
        json.WriteString("port", job.Spec.DbPort?.ToString(CultureInfo.InvariantCulture));
        json.WriteString("master_user", job.Spec.DbMasterUser);
        if (master is not null)
            json.WriteString("master_password", master.Reveal());
        json.WriteString("database_type", job.Spec.DbEngine);
        json.WriteStartArray("database_tags");
        foreach (var tag in job.Spec.DbTags)
        {
            json.WriteStartObject();
            json.WriteString(tag.Key, tag.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (vault is null)
        {
            json.WriteNull("vault_provider");
            return;
        }

        json.WriteStartObject("vault_provider");
        json.WriteString("name", vault.SecretsManagerProvider);
        json.WriteEndObject();
    });

    /// <summary>What became of it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="passwords">The passwords by the roles' names; one that is not there is left out.</param>
    public static string WriteResponse(JobRecord job, IReadOnlyDictionary<string, Secret> passwords) => Write(json =>
    {
        json.WriteString("sid", job.Id);
        json.WriteString("status", Name(job.Status.Phase));
        json.WriteString("message", job.Status.Message);
        json.WriteStartArray("result");
        foreach (var role in job.Status.Result)
        {
            json.WriteStartObject();
            WriteCredentials(json, job, role, passwords.GetValueOrDefault(role.UserRole));
            json.WriteString("role_suffix_name", role.UserRole[(role.UserRole.IndexOf('_', StringComparison.Ordinal) + 1)..]);
            json.WriteString("status", Name(role.Status));
            json.WriteString("message", role.Message);
            json.WriteString("completed_at", role.CompletedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteCredentials(Utf8JsonWriter json, JobRecord job, JobRoleResult role, Secret? password)
    {
        var info = role.CredentialsInfo;
        if (info.SecretsManagerProvider.Length == 0)
        {
            json.WriteNull("db_credentials");
            return;
        }

        json.WriteStartObject("db_credentials");
        json.WriteString("host", job.Spec.DbHost);
        json.WriteString("port", job.Spec.DbPort?.ToString(CultureInfo.InvariantCulture));
        json.WriteString("user", role.UserRole);
        if (password is not null)
            json.WriteString("password", password.Reveal());
        json.WriteString("default_database", role.Database);
        json.WriteStartObject("options");
        json.WriteEndObject();
        json.WriteString("secrets_manager_provider", info.SecretsManagerProvider);
        json.WriteString("secret_id", info.SecretId);
        json.WriteStartArray("secret_keys");
        foreach (var key in info.SecretKeys)
            json.WriteStringValue(key);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> members)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static string Name(JobPhase phase) => JsonNamingPolicy.SnakeCaseLower.ConvertName(phase.ToString());
}
