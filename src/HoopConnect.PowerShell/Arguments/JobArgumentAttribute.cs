namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes the id of a job: as a text, or from an object of Get-HoopProvisioningJob or Invoke-HoopProvisioning (one that was serialised too).
/// </summary>
internal sealed class JobArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value)
    {
        if (value is string id)
            return id;
        var fields = new RecordFields(RecordFields.ReaderOf(value));
        return fields.Text("JobId")
            ?? fields.Text("Id")
            ?? throw ArgumentErrors.NotAJob.Error("The object names no job: it has neither a JobId nor an Id.");
    }
}
