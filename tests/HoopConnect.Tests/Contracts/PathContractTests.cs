namespace HoopConnect.Tests.Contracts;

/// <summary>Paths of the command line go through one place, which takes those of the file system and no others.</summary>
public class PathContractTests
{
    [Fact]
    public void Only_one_place_asks_PowerShell_what_a_path_is()
    {
        var asking = Repository.Sources("src/HoopConnect.PowerShell")
            .Where(file => File.ReadAllText(Repository.PathOf(file)).Contains("ProviderPathFromPSPath", StringComparison.Ordinal));
        Assert.Equal(["src/HoopConnect.PowerShell/SessionPath.cs"], asking);
    }
}
