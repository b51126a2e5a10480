using System.Collections;
using Amazon.Runtime.CredentialManagement;

namespace HoopConnect.PowerShell.Completion;

/// <summary>The profiles in the credential files, or in the file of <c>-ProfileLocation</c>.</summary>
internal sealed class ProfileCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Values(IDictionary boundParameters) =>
        new CredentialProfileStoreChain(boundParameters["ProfileLocation"] as string)
            .ListProfiles()
            .Select(profile => profile.Name)
            .Distinct()
            .Order(StringComparer.Ordinal);
}
