using System.Xml.Linq;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>An XML answer against an output shape.</summary>
internal sealed class XmlCheck(ServiceModel model, Action<string> report)
{
    // In the RDS API Reference, "DBProxy", of late, and not in the models, which are older.
    private static readonly string[] NewerThanTheModels = ["/DBProxies/member/DefaultAuthScheme"];

    public void CheckAnswer(string operation, string body)
    {
        var root = XElement.Parse(body);
        var output = model.Output(operation);
        if (root.Name.LocalName != operation + "Response")
            report($"the root is {root.Name.LocalName}, not {operation}Response");
        CheckNamespace(root);
        if (model.Protocol == "ec2")
            CheckEc2(root, output);
        else
            CheckQuery(root, operation, output);
    }

    public void CheckError(string body)
    {
        var root = XElement.Parse(body);
        if (model.Protocol == "ec2")
        {
            Expect(root, "Response", "Errors", "RequestID");
            Expect(root.Element("Errors")?.Element("Error"), "Error", "Code", "Message");
            return;
        }
        CheckNamespace(root);
        Expect(root, "ErrorResponse", "Error", "RequestId");
        Expect(root.Element(root.Name.Namespace + "Error"), "Error", "Type", "Code", "Message");
    }

    private void CheckEc2(XElement root, Shape? output)
    {
        var ns = root.Name.Namespace;
        if (root.Element(ns + "requestId") is not { Value.Length: > 0 })
            report("there is no requestId");
        // "return" is in the EC2 API Reference of every operation that gives nothing else, and not always in the model.
        var content = root.Elements()
            .Where(element =>
                element.Name.LocalName != "requestId"
                && (element.Name.LocalName != "return" || output?.Members.ContainsKey("Return") == true))
            .ToList();
        if (output is not null)
            CheckStructure(output, content, "");
        else if (content.Count > 0)
            report($"{content[0].Name.LocalName}: the operation gives nothing");
    }

    private void CheckQuery(XElement root, string operation, Shape? output)
    {
        var ns = root.Name.Namespace;
        if (root.Element(ns + "ResponseMetadata")?.Element(ns + "RequestId") is not { Value.Length: > 0 })
            report("there is no ResponseMetadata/RequestId");
        var wrapper = output?.ResultWrapper;
        foreach (
            var stray in root.Elements().Where(element => element.Name.LocalName != "ResponseMetadata" && element.Name.LocalName != wrapper)
        )
            report($"{stray.Name.LocalName}: not in {operation}Response");
        if (output is null)
            return;
        if (root.Element(ns + wrapper!) is { } result)
            CheckStructure(output, [.. result.Elements()], "");
        else
            report($"there is no {wrapper}");
    }

    private void CheckStructure(Shape shape, IReadOnlyList<XElement> elements, string path)
    {
        var members = shape.Members;
        var byName = members.ToDictionary(
            member => member.Value.LocationName ?? member.Key, member => member.Value, StringComparer.Ordinal);
        foreach (var group in elements.GroupBy(element => element.Name.LocalName, StringComparer.Ordinal))
        {
            var here = $"{path}/{group.Key}";
            if (!byName.TryGetValue(group.Key, out var member))
            {
                if (!NewerThanTheModels.Contains(here))
                    report($"{here}: no such member");
            }
            else if (member is { Type: "list", IsFlattened: true })
                group.ToList().ForEach(item => CheckValue(member.Member, item, here));
            else if (group.Count() > 1)
                report($"{here}: there more than once");
            else
                CheckValue(member, group.Single(), here);
        }
        foreach (
            var name in shape
                .Required.Select(name => members[name].LocationName ?? name)
                .Where(name => elements.All(element => element.Name.LocalName != name)))
            report($"{path}/{name}: required and missing");
    }

    private void CheckValue(Shape shape, XElement element, string path)
    {
        if (shape.Type is "structure" or "list" && element.Nodes().OfType<XText>().Any(text => text.Value.Trim().Length > 0))
            report($"{path}: text where a {shape.Type} should be");
        switch (shape.Type)
        {
            case "structure":
                CheckStructure(shape, [.. element.Elements()], path);
                break;
            case "list":
                var name = shape.Member.LocationName ?? "member";
                foreach (var item in element.Elements())
                {
                    if (item.Name.LocalName == name)
                        CheckValue(shape.Member, item, $"{path}/{name}");
                    else
                        report($"{path}/{item.Name.LocalName}: the list's items are {name}");
                }
                break;
            default:
                if (element.HasElements)
                    report($"{path}: elements where a {shape.Type} should be");
                else if (!Scalars.Fits(shape.Type, element.Value))
                    report($"{path}: no {shape.Type}");
                break;
        }
    }

    private void CheckNamespace(XElement root)
    {
        // The model names EC2's without the slash that EC2 sends.
        var expected = model.Protocol == "ec2" ? model.XmlNamespace + "/" : model.XmlNamespace;
        if (root.DescendantsAndSelf().FirstOrDefault(element => element.Name.NamespaceName != expected) is { } stray)
            report($"{stray.Name.LocalName} is in namespace '{stray.Name.NamespaceName}', not '{expected}'");
    }

    private void Expect(XElement? element, string name, params string[] children)
    {
        if (element?.Name.LocalName != name)
            report($"the error has no {name}");
        else if (
            !element
                .Elements()
                .Select(child => child.Name.LocalName)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(children.Order(StringComparer.Ordinal)))
            report($"the error's {name} must have {string.Join(", ", children)}");
    }
}
