using System.Text;
using System.Xml.Linq;

namespace HelpBuilder;

/// <summary>Writes the MAML that Get-Help reads (the schema of PowerShell's own <c>*-Help.xml</c> files).</summary>
internal sealed class Maml(IReadOnlyDictionary<string, string> sharedParameters)
{
    private static readonly XNamespace s_msh = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The file for all cmdlets of an assembly.</summary>
    public XDocument Write(IEnumerable<(CmdletModel Cmdlet, HelpPage Page)> commands) =>
        new(new XElement(
            s_msh + "helpItems",
            new XAttribute("schema", "maml"),
            commands.Select(command => Command(command.Cmdlet, command.Page))));

    private XElement Command(CmdletModel cmdlet, HelpPage page) =>
        new(
            s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(
                s_command + "details",
                new XElement(s_command + "name", cmdlet.Name),
                new XElement(s_command + "verb", cmdlet.Verb),
                new XElement(s_command + "noun", cmdlet.Noun),
                new XElement(s_maml + "description", Paragraphs(page.Synopsis))),
            new XElement(s_maml + "description", Paragraphs(page.Description)),
            new XElement(s_command + "syntax", cmdlet.ParameterSets.Select(set => Syntax(cmdlet, set, page))),
            new XElement(
                s_command + "parameters",
                cmdlet.Parameters.Select(parameter => Parameter(parameter, parameter.Declarations[0], page)),
                ShouldProcess(cmdlet)),
            new XElement(
                s_command + "inputTypes",
                new XElement(
                    s_command + "inputType",
                    TypeNamed(FirstLine(page.Inputs)),
                    new XElement(s_maml + "description", Paragraphs(Rest(page.Inputs))))),
            new XElement(
                s_command + "returnValues",
                new XElement(
                    s_command + "returnValue",
                    TypeNamed(FirstLine(page.Outputs)),
                    new XElement(s_maml + "description", Paragraphs(Rest(page.Outputs))))),
            new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Notes))),
            new XElement(s_command + "examples", page.Examples.Select(Example)),
            new XElement(s_command + "relatedLinks", page.Links.Select(Link)));

    private XElement Syntax(CmdletModel cmdlet, string set, HelpPage page) =>
        new(
            s_command + "syntaxItem",
            new XElement(s_maml + "name", cmdlet.Name),
            from parameter in cmdlet.Parameters
            let declaration = parameter.In(set)
            where declaration is not null
            orderby declaration.Position ?? int.MaxValue, !declaration.Mandatory
            select Parameter(parameter, declaration, page),
            ShouldProcess(cmdlet));

    private XElement Parameter(ParameterModel parameter, ParameterDeclaration declaration, HelpPage page)
    {
        var description = page.Parameters.GetValueOrDefault(parameter.Name) ?? sharedParameters.GetValueOrDefault(parameter.Name) ?? "";
        return new XElement(
            s_command + "parameter",
            new XAttribute("required", declaration.Mandatory ? "true" : "false"),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", declaration.Pipeline),
            new XAttribute("position", declaration.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(s_maml + "name", parameter.Name),
            new XElement(s_maml + "description", Paragraphs(description)),
            parameter.ValidValues.Count > 0
                ? new XElement(
                    s_command + "parameterValueGroup",
                    parameter.ValidValues.Select(value => new XElement(
                        s_command + "parameterValue", new XAttribute("required", "false"), value)))
                : null,
            parameter.IsSwitch
                ? null
                : new XElement(
                    s_command + "parameterValue",
                    new XAttribute("required", "true"),
                    new XAttribute("variableLength", "false"),
                    parameter.TypeName),
            new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.TypeName)),
            new XElement(s_dev + "defaultValue", "None"));
    }

    private static IEnumerable<XElement> ShouldProcess(CmdletModel cmdlet) =>
        cmdlet.SupportsShouldProcess
            ?
            [
                Switch("WhatIf", "wi", "Shows the whole plan, each step with its statement or API call, and changes nothing."),
                Switch("Confirm", "cf", "Shows the plan and asks before it is applied."),
            ]
            : [];

    private static XElement Switch(string name, string alias, string description) =>
        new(
            s_command + "parameter",
            new XAttribute("required", "false"),
            new XAttribute("pipelineInput", "False"),
            new XAttribute("position", "named"),
            new XAttribute("aliases", alias),
            new XElement(s_maml + "name", name),
            new XElement(s_maml + "description", Paragraphs(description)),
            new XElement(s_dev + "type", new XElement(s_maml + "name", "SwitchParameter")),
            new XElement(s_dev + "defaultValue", "False"));

    private static XElement Example((string Title, string Text) example)
    {
        var code = new StringBuilder();
        var remarks = new StringBuilder();
        var fenced = false;
        foreach (var line in example.Text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else
                (fenced ? code : remarks).Append(line).Append('\n');
        }
        return new XElement(
            s_command + "example",
            new XElement(s_maml + "title", example.Title),
            new XElement(s_dev + "code", code.ToString().TrimEnd()),
            new XElement(s_dev + "remarks", Paragraphs(remarks.ToString())));
    }

    private static XElement Link((string Text, string Address) link) =>
        new(
            s_maml + "navigationLink",
            new XElement(s_maml + "linkText", link.Text),
            new XElement(s_maml + "uri", link.Address.StartsWith("http", StringComparison.Ordinal) ? link.Address : ""));

    private static XElement TypeNamed(string name) => new(s_dev + "type", new XElement(s_maml + "name", name));

    private static string FirstLine(string text) => text.Split('\n')[0].TrimStart('#', ' ');

    private static string Rest(string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? text[text.IndexOf('\n', StringComparison.Ordinal)..] : "";

    // Markdown's emphasis and code marks are noise in a console; lists keep their lines.
    private static IEnumerable<XElement> Paragraphs(string markdown) =>
        from paragraph in markdown
            .ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let text = paragraph.Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal)
        select new XElement(s_maml + "para", text.StartsWith("- ", StringComparison.Ordinal) ? text : text.Replace('\n', ' '));
}
