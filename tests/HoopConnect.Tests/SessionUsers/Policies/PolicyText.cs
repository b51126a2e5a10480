using System.Globalization;
using System.Text;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.Tests.SessionUsers.Policies;

/// <summary>Policy files as text.</summary>
internal static class PolicyText
{
    public const string OfDesign = """
        policy "pg-homolog" {
          engine              = "postgres"
          plugin_config_entry = "pg-homolog-credentials"
          expiration          = "12h"
          instances           = ["dellstore", "dellstore.store", "testdb"]
          grant_privileges    = ["SELECT", "UPDATE"]
        }
        """;

    /// <summary>
    /// A policy with these lines instead of those of the same attribute; a line that ends with = leaves its attribute out.
    /// </summary>
    public static string With(params string[] lines)
    {
        var attributes = new List<string>
        {
            "engine = \"postgres\"",
            "plugin_config_entry = \"entry\"",
            "instances = [\"db\"]",
            "grant_privileges = [\"SELECT\"]",
        };
        foreach (var line in lines)
        {
            attributes.RemoveAll(attribute => attribute.StartsWith(line.Split('=')[0], StringComparison.Ordinal));
            if (!line.EndsWith('='))
                attributes.Add(line);
        }

        return $"policy \"p\" {{\n  {string.Join("\n  ", attributes)}\n}}\n";
    }

    public static string Of(SessionPolicy policy) =>
        $$"""
        policy {{Quoted(policy.Name)}} {
          engine              = {{Quoted(policy.Engine)}}
          plugin_config_entry = {{Quoted(policy.PluginConfigEntry)}}
          expiration          = "{{((long)policy.Expiration.TotalMicroseconds).ToString(CultureInfo.InvariantCulture)}}us"
          instances           = [{{string.Join(", ", policy.Instances.Select(Quoted))}}]
          grant_privileges    = [{{string.Join(", ", policy.GrantPrivileges.Select(Quoted))}}]
        }

        """;

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' or '\\' => "\\" + rune,
                '$' or '%' => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                > 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"),
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
