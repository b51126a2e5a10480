using System.Xml.Linq;

namespace HoopConnect.Tests.Sandbox;

/// <summary>An answer in XML.</summary>
internal sealed record PeerAnswer(int Status, XElement Root, string RequestIdHeader)
{
    /// <summary>The texts of all elements of that name, wherever they are.</summary>
    public IReadOnlyList<string> All(string name) =>
        [.. Root.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value)];

    /// <summary>The elements of that name.</summary>
    public IReadOnlyList<XElement> Elements(string name) => [.. Root.Descendants().Where(element => element.Name.LocalName == name)];

    /// <summary>AWS's error code; empty for success.</summary>
    public string Code => All("Code") is [var code, ..] ? code : "";
}
