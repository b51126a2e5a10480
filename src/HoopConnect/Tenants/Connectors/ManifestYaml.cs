using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HoopConnect.Tenants.Connectors;

/// <summary>
/// Writes manifests as YAML, by YamlDotNet, which nothing else uses. Each value is quoted: then no reader takes it for anything but text,
/// whether it knows YAML 1.1 (for which <c>yes</c> is true and <c>0x1f</c> a number) or 1.2.
/// </summary>
internal static class ManifestYaml
{
    /// <summary>The document with its start marker, so that several of them one after the other are one stream.</summary>
    public static string Write(KubernetesManifest manifest)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        // A line that is never folded reads alike everywhere.
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue).WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: false));
        emitter.Emit(new MappingStart());
        Plain(emitter, "apiVersion", "v1");
        Plain(emitter, "kind", manifest.Kind);
        Key(emitter, "metadata");
        emitter.Emit(new MappingStart());
        Quoted(emitter, KeyValuePair.Create("name", manifest.Name));
        Quoted(emitter, KeyValuePair.Create("namespace", manifest.Namespace));
        Map(emitter, "labels", manifest.Labels);
        Map(emitter, "annotations", manifest.Annotations);
        emitter.Emit(new MappingEnd());
        if (manifest.Type is { } type)
            Plain(emitter, "type", type);
        Map(emitter, "data", manifest.Data);
        Map(emitter, "stringData", manifest.StringData);
        emitter.Emit(new MappingEnd());
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return Shown(text.ToString());
    }

    /// <summary>
    /// The same YAML in plain ASCII: all that is not of ours stands between quotes, where an escape means the character. So a value turns
    /// no direction of writing, and is no command to an agent that reads a log (<c>##vso[</c>).
    /// </summary>
    private static string Shown(string yaml)
    {
        var shown = new StringBuilder(yaml.Length);
        foreach (var rune in yaml.EnumerateRunes())
        {
            if (rune.IsAscii && rune.Value != '#')
                shown.Append((char)rune.Value);
            else if (rune.IsBmp)
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        }

        return shown.ToString();
    }

    private static void Map(Emitter emitter, string name, IReadOnlyList<KeyValuePair<string, string>> members)
    {
        if (members.Count == 0)
            return;
        Key(emitter, name);
        emitter.Emit(new MappingStart());
        foreach (var member in members)
            Quoted(emitter, member);
        emitter.Emit(new MappingEnd());
    }

    private static void Quoted(Emitter emitter, KeyValuePair<string, string> member)
    {
        Key(emitter, member.Key);
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, member.Value, ScalarStyle.DoubleQuoted, false, true));
    }

    // Words of ours, which mean the same without quotes.
    private static void Plain(Emitter emitter, string key, string value)
    {
        Key(emitter, key);
        Key(emitter, value);
    }

    private static void Key(Emitter emitter, string text) =>
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, true, false));
}
