using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Hcl;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>
/// Reads the policies of one file. A file with an error gives no policy: what it leaves out may be what narrows the rest.
/// </summary>
internal static class PolicyFileReader
{
    private const int MostErrors = 50;

    /// <summary>Reads a file's bytes. What is wrong with them is in the answer; nothing is thrown.</summary>
    public static PolicyReading Read(string file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var source = HclSource.Decode(file, bytes);
            return Read(file, HclParser.Parse(source));
        }
        catch (HoopException wrong)
        {
            return new PolicyReading([], [wrong]);
        }
    }

    private static PolicyReading Read(string file, HclBody body)
    {
        var errors = new List<HclException>();
        foreach (var attribute in body.Attributes)
            errors.Add(
                new HclException(
                    PolicyErrors.UnknownAttribute,
                    file,
                    attribute.Position,
                    $"found the attribute '{HclCharacters.Shown(attribute.Name)}'; expected a block policy \"name\" {{ ... }}."));
        var policies = new List<SessionPolicy>();
        foreach (var block in body.Blocks)
        {
            if (errors.Count >= MostErrors)
                break;
            if (block.Type != "policy")
                errors.Add(
                    new HclException(
                        PolicyErrors.UnknownBlock,
                        file,
                        block.Position,
                        $"found the block '{HclCharacters.Shown(block.Type)}'; expected policy."));
            else if (new PolicyBlockReader(file, block, errors).Read() is { } policy)
                policies.Add(policy);
        }

        return new PolicyReading(
            errors.Count == 0 ? policies : [],
            [.. errors.OrderBy(error => error.Position.Line).ThenBy(error => error.Position.Column).Take(MostErrors)]);
    }
}
