using System.Text;
using System.Text.Json;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>
/// What the connections API of hoop.dev takes: <c>name, type, subtype, secret {envvar:HOST, ...}, connection_tags</c>, the values of
/// <c>secret</c> in base64. The agent's id is the caller's to add.
/// </summary>
internal static class HoopJsonExport
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static string Write(Connection connection, DatabaseLogin? login)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteString("name", connection.Name);
            json.WriteString("type", connection.Type);
            json.WriteString("subtype", connection.Subtype);
            json.WriteStartObject("secret");
            foreach (var (name, value) in EnvironmentExport.Variables(connection, login).Where(variable => IsOfTheApi(variable.Key)))
                json.WriteString("envvar:" + name, Convert.ToBase64String(Encoding.UTF8.GetBytes(value)));
            if (connection.Subtype == "postgres")
                json.WriteString(
                    "envvar:SSLMODE", Convert.ToBase64String(Encoding.UTF8.GetBytes(EnvironmentExport.LibpqSslMode(connection.SslMode))));
            json.WriteEndObject();
            json.WriteStartObject("connection_tags");
            foreach (var (key, value) in connection.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
            foreach (var mode in (string[])["access_mode_runbooks", "access_mode_exec", "access_mode_connect", "access_schema"])
                json.WriteString(mode, "enabled");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()).ReplaceLineEndings("\n") + "\n";
    }

    private static bool IsOfTheApi(string name) => name is "HOST" or "PORT" or "USER" or "PASS" or "DB";
}
