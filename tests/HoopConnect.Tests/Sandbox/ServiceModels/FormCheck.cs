using System.Globalization;
using System.Net;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>A form of the Query protocols against an input shape: names, types, required members, the form of lists.</summary>
internal sealed class FormCheck(bool isEc2, Action<string> report)
{
    public void Check(Shape? input, string body)
    {
        var root = new Node();
        foreach (var pair in body.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            var name = WebUtility.UrlDecode(pair[0]);
            if (name is "Action" or "Version")
                continue;
            var node = name.Split('.').Aggregate(root, (parent, part) => parent.Child(part));
            if (node.Value is not null)
                report($"{name} is there twice");
            node.Value = pair.Length == 2 ? WebUtility.UrlDecode(pair[1]) : "";
        }
        if (input is not null)
            CheckStructure(input, root, "");
        else if (root.Children.Count > 0)
            report($"{root.Children.Keys.First()}: the operation takes nothing");
    }

    private void CheckStructure(Shape shape, Node node, string path)
    {
        var members = shape.Members;
        var byName = members.ToDictionary(member => WireName(member.Key, member.Value), member => member.Value, StringComparer.Ordinal);
        foreach (var (name, child) in node.Children)
        {
            if (byName.TryGetValue(name, out var member))
                CheckValue(member, child, Join(path, name));
            else
                report($"{Join(path, name)}: no such member");
        }
        foreach (var name in shape.Required.Select(name => WireName(name, members[name])).Where(name => !node.Children.ContainsKey(name)))
            report($"{Join(path, name)}: required and missing");
    }

    private void CheckValue(Shape shape, Node node, string path)
    {
        if (shape.Type is "structure" or "list" && node.Value is { Length: > 0 })
            report($"{path}: a {shape.Type} has no value of its own");
        switch (shape.Type)
        {
            case "structure":
                CheckStructure(shape, node, path);
                break;
            case "list":
                CheckList(shape, node, path);
                break;
            default:
                if (node.Children.Count > 0)
                    report($"{path}: a {shape.Type} has no members");
                if (!Scalars.Fits(shape.Type, node.Value ?? ""))
                    report($"{path}: no {shape.Type}");
                break;
        }
    }

    private void CheckList(Shape shape, Node node, string path)
    {
        // An empty list is sent as the bare name, if at all.
        if (node.Children.Count == 0)
            return;
        var items = node;
        if (!isEc2 && !shape.IsFlattened)
        {
            var wrapper = shape.Member.LocationName ?? "member";
            if (node.Children.Count != 1 || !node.Children.TryGetValue(wrapper, out items!))
            {
                report($"{path}: its items must be {path}.{wrapper}.N");
                return;
            }
            path = Join(path, wrapper);
        }
        for (var number = 1; number <= items.Children.Count; number++)
        {
            if (items.Children.TryGetValue(number.ToString(CultureInfo.InvariantCulture), out var item))
                CheckValue(shape.Member, item, $"{path}.{number}");
            else
                report($"{path}: items must be numbered from 1 without gaps");
        }
    }

    private string WireName(string name, Shape member)
    {
        if (!isEc2)
            return member.LocationName ?? name;
        return member.QueryName ?? (member.LocationName is { } location ? char.ToUpperInvariant(location[0]) + location[1..] : name);
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public string? Value { get; set; }

        public Node Child(string name) => Children.TryGetValue(name, out var child) ? child : Children[name] = new Node();
    }
}
