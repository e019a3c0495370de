/// <summary>It cannot go on; the message says why and what to do.</summary>
/// <param name="isUsage">The command line is at fault.</param>
internal sealed class PlantingException(string message, bool isUsage = false) : Exception(message)
{
    public bool IsUsage => isUsage;
}
