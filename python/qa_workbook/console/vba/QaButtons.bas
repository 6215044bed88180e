Attribute VB_Name = "QaButtons"
Option Explicit
' The buttons and the ribbon. ASCII only: every word that a user reads comes from a cell or from Python.
' Each button shows "running" at once and then starts Python: in Excel through xlwings (QaExcel), in Calc by itself (QaCalc).

'#each button
Public Sub {macro}()
    QaStart "{action}"
End Sub

'#end
Public Sub QaRibbon(control As IRibbonControl)
    Select Case control.ID
        '#each button
        Case "{macro}": {macro}
        '#end
    End Select
End Sub

Private Sub QaStart(action As String)
    On Error GoTo Failed
    QaShow "qa_message", ""
    QaShow "qa_state", QaText("running")
    If QaInCalc() Then
        StartInCalc action
    Else
        StartInExcel action
    End If
    Exit Sub
Failed:
    QaFail "failed"
End Sub

Public Sub QaShow(cellName As String, words As String)
    ThisWorkbook.Names(cellName).RefersToRange.Value = words
End Sub

Public Function QaText(key As String) As String
    QaText = CStr(ThisWorkbook.Names("qa_text_" & key).RefersToRange.Value)
End Function

' One sentence in the status area; never a box that stops the user.
Public Sub QaFail(key As String)
    On Error Resume Next
    QaShow "qa_state", QaText("stopped")
    QaShow "qa_message", QaText(key)
End Sub

' Calc calls itself "Microsoft Excel", but it has no build number.
Private Function QaInCalc() As Boolean
    Dim build As Variant
    On Error Resume Next
    Err.Clear
    build = Application.Build
    QaInCalc = (Err.Number <> 0)
    Err.Clear
End Function
